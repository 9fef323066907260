//! Putting constant tables together.
//! Absent by design: anything that happens at run time.

/// Two constant tables, one after the other. `N` is the sum of their lengths; a wrong one does not
/// compile.
pub const fn join<T: Copy, const N: usize>(first: &[T], second: &[T]) -> [T; N] {
    assert!(first.len() + second.len() == N, "N must be the sum of both lengths");
    let mut out = [first[0]; N];
    let mut index = 0;
    while index < N {
        out[index] = if index < first.len() { first[index] } else { second[index - first.len()] };
        index += 1;
    }
    out
}
