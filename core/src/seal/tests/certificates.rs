use super::sample::{chain, company, device_claims, device_key, person, root, root_key, server_claims, server_key};
use crate::{
    schema::{Id, Instant},
    seal::{Certificate, Chain, ChainError, DeviceClaims, Fingerprint, ServerClaims, keys::SigningKey},
};

fn chain_of(server: ServerClaims, root: &SigningKey, device: DeviceClaims, issuer: &SigningKey) -> Chain {
    Chain { server: Certificate::issue(server, root), device: Certificate::issue(device, issuer) }
}

#[test]
fn a_chain_certifies_its_person_and_device() {
    let certified = chain().verify(&root()).unwrap();
    assert_eq!((certified.company, certified.person, &*certified.name), (company(), person(), "王工"));
    assert_eq!((certified.device, certified.device_serial, certified.server_serial), (device_key().public(), 12, 1));
    assert_eq!(Chain::from_bytes(&chain().to_bytes()), Ok(chain()));
}

#[test]
fn a_chain_says_what_is_wrong_with_it() {
    let (root_key, server_key, other) = (root_key(), server_key(), SigningKey::from_bytes(&[8; 32]));
    let other_company = DeviceClaims { company: Id([1; 16]), ..device_claims() };
    let later = ServerClaims { valid_from: Instant::from_utc_ms(1_800_000_000_000), ..server_claims() };
    let retired = ServerClaims { valid_until: Some(device_claims().valid_from), ..server_claims() };
    let mixed_server =
        Chain { server: chain_of(later.clone(), &root_key, device_claims(), &server_key).server, ..chain() };
    for (wrong, error) in [
        (chain_of(server_claims(), &other, device_claims(), &server_key), ChainError::OtherRoot),
        (chain_of(server_claims(), &root_key, device_claims(), &other), ChainError::OtherServer),
        (chain_of(server_claims(), &root_key, other_company, &server_key), ChainError::OtherCompany),
        (chain_of(later, &root_key, device_claims(), &server_key), ChainError::ServerNotValid),
        (chain_of(retired, &root_key, device_claims(), &server_key), ChainError::ServerNotValid),
        (mixed_server, ChainError::ServerNotValid),
    ] {
        assert_eq!(wrong.verify(&root()).unwrap_err(), error);
        assert!(!error.label().zh.is_empty() && !error.label().en.is_empty());
    }
    assert_eq!(chain().verify(&Fingerprint::of(&other.public())), Err(ChainError::OtherRoot));
}

#[test]
fn a_signature_moved_to_other_claims_does_not_count() {
    let bytes = chain().to_bytes();
    let name = "王工".as_bytes();
    let at = bytes.windows(name.len()).position(|window| window == name).unwrap();
    let mut renamed = bytes.clone();
    renamed[at..at + name.len()].copy_from_slice("李工".as_bytes());
    assert_eq!(Chain::from_bytes(&renamed).unwrap().verify(&root()), Err(ChainError::DeviceSignature));

    let server = server_key().public().0;
    let at = bytes.windows(32).position(|window| window == server).unwrap();
    let mut other_key = bytes;
    other_key[at..at + 32].copy_from_slice(&device_key().public().0);
    assert_eq!(Chain::from_bytes(&other_key).unwrap().verify(&root()), Err(ChainError::ServerSignature));
}

#[test]
fn a_device_certificate_has_its_time() {
    let until = Instant::from_utc_ms(1_795_000_000_000);
    let claims = DeviceClaims { valid_until: Some(until), ..device_claims() };
    let chain = chain_of(server_claims(), &root_key(), claims, &server_key());
    let begin = device_claims().valid_from;
    let early = |error_ms| Instant { utc_ms: begin.utc_ms - 100, error_ms, ..begin };
    assert_eq!(chain.verify_at(&root(), early(0)), Err(ChainError::DeviceNotYetValid));
    assert!(chain.verify_at(&root(), early(100)).is_ok());
    assert!(chain.verify_at(&root(), until.plus_ms(-1)).is_ok());
    assert_eq!(chain.verify_at(&root(), until), Err(ChainError::DeviceExpired));
}

#[test]
fn a_certificate_of_one_role_is_none_of_another() {
    let two_servers = minicbor::to_vec((&chain().server, &chain().server)).unwrap();
    assert_eq!(Chain::from_bytes(&two_servers), Err(ChainError::Malformed));
    let nameless = Certificate::issue(DeviceClaims { name: String::new(), ..device_claims() }, &server_key());
    let nameless = Chain { device: nameless, ..chain() }.to_bytes();
    assert_eq!(Chain::from_bytes(&nameless), Err(ChainError::Malformed));
}

#[test]
fn a_fingerprint_is_read_as_it_is_printed() {
    let printed = root().to_string();
    assert_eq!(printed.len(), 52 + 12);
    assert_eq!(printed.parse(), Ok(root()));
    assert_eq!(printed.to_lowercase().replace('-', " ").parse(), Ok(root()));
    assert!(printed[..60].parse::<Fingerprint>().is_err());
}
