//! The folder of a server or of its back-up: for its owner's eyes only, since customers' data and keys lie
//! in it. Absent by design: what lies there.

use std::{fs, io, path::Path};

/// Makes the folder, or takes one that is there, and closes it to other users of the machine.
///
/// # Errors
/// When it can't be made, or is somebody else's.
pub fn make_private(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    #[cfg(unix)]
    fs::set_permissions(folder, std::os::unix::fs::PermissionsExt::from_mode(0o700))?;
    Ok(())
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn nobody_else_may_look_into_it_whether_it_was_there_or_not() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("server");
        for _ in 0..2 {
            make_private(&folder).unwrap();
            assert_eq!(fs::metadata(&folder).unwrap().permissions().mode() & 0o777, 0o700);
            fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).unwrap();
        }
    }
}
