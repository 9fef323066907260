//! The listener on a loopback address, with the core's own HTTPS driver on the other side.

use std::{io::Read, net::SocketAddr};

use fieldseal_core::{
    schema::{Hash32, Role},
    sync::http::{HttpRequest, HttpsTransport, Transport, TransportError},
};

use super::{office::Office, phone::Phone};
use crate::serve::{Listening, serve};

const ANY_PORT: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 0);

fn info() -> HttpRequest {
    HttpRequest { method: "GET", path: "/v1/info".into(), signature: None, body: Vec::new() }
}

#[test]
fn a_phone_syncs_over_https_with_the_pinned_key_alone() {
    let office = Office::new();
    let person = office.add_person("李工", &[Role::Supervisor]);
    let mut phone = Phone::enrol(&office, person, 1);
    let running = office.runtime.block_on(serve(office.server().clone(), ANY_PORT, Listening::Https)).unwrap();
    let address = format!("https://{}", running.address);
    let transport = HttpsTransport::new(&address, Some(office.server().tls_key())).unwrap();
    assert_eq!(transport.send(info()).unwrap().status, 200);
    let body = phone.request();
    let signature = Some(phone.sign(office.now(), "POST", "/v1/sync", &body));
    let request = HttpRequest { method: "POST", path: "/v1/sync".into(), signature, body };
    let mut answer = transport.send(request).unwrap();
    let mut bytes = Vec::new();
    answer.body.read_to_end(&mut bytes).unwrap();
    assert_eq!(answer.status, 200);
    phone.apply(&bytes, usize::MAX);
    assert_eq!(phone.cursor, office.head());
    let other = HttpsTransport::new(&address, Some(Hash32([1; 32]))).unwrap();
    assert!(matches!(other.send(info()), Err(TransportError::OtherServer)));
    office.runtime.block_on(running.stop());
    assert!(matches!(transport.send(info()), Err(TransportError::Unreachable(_))));
}

#[test]
fn behind_a_proxy_it_speaks_plain_http() {
    let office = Office::new();
    let listening = Listening::PlainHttpBehindProxy;
    let running = office.runtime.block_on(serve(office.server().clone(), ANY_PORT, listening)).unwrap();
    let transport = HttpsTransport::new(&format!("http://{}", running.address), None).unwrap();
    assert_eq!(transport.send(info()).unwrap().status, 200);
}
