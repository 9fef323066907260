//! The sync server: what the `fieldseal` command is made of. Set a company up ([`setup::setup`]), open
//! its folder ([`server::Server::open`]), serve it ([`serve::serve`]), act at its desk
//! ([`server::Server::desk`]), invite phones ([`server::Server::invite`]), copy it ([`backup::backup`]).
//! Absent by design: a phone's store.

pub mod accepting;
pub mod backup;
mod blob_api;
pub mod blobs;
mod caller;
mod channel_body;
mod console;
pub mod customer_file;
pub mod demo;
pub mod desk;
mod enrol_api;
pub mod enrolment;
pub mod environment;
mod facts_json;
mod folder;
mod gate;
pub mod handing_over;
pub mod import;
pub mod importing;
mod judging;
pub mod keys;
mod printing;
mod pull;
mod receipt_api;
mod receipts;
pub mod refusal;
pub mod routes;
pub mod scopes;
pub mod segments;
pub mod serve;
pub mod server;
pub mod setup;
pub mod storage;
pub mod sync_api;
pub mod tls;
pub mod verifying;

#[cfg(test)]
mod tests;
