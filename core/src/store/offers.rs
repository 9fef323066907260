//! What the server is offered: own envelopes without a verdict, and after its restore also those that
//! others made and this phone keeps whole. Absent by design: sending.

use super::{ReadConnection, StoreError, WriteTransaction};
use crate::schema::Hash32;

/// An envelope to offer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Its place among all that are kept here: whatever it builds on stands before it.
    pub place: i64,
    /// The encoded envelope.
    pub envelope: Vec<u8>,
}

impl ReadConnection<'_> {
    /// What is to be offered after a place, in the order in which it came here, which is an order by
    /// dependencies: a step builds only on what its phone had, and the server tells in log order.
    pub fn offers(&self, after: i64, limit: usize) -> Result<Vec<Offer>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT e.rowid, e.bytes FROM (SELECT envelope FROM outbox UNION SELECT envelope FROM offer_again) w
             CROSS JOIN envelope e ON e.hash = w.envelope WHERE e.rowid > ?1 ORDER BY e.rowid LIMIT ?2",
        )?;
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows =
            statement.query_map([after, limit], |row| Ok(Offer { place: row.get(0)?, envelope: row.get(1)? }))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Every kept envelope's name and whether it is this phone's own, in the order of [`Self::offers`].
    pub fn kept_envelopes(&self) -> Result<Vec<(Hash32, bool)>, StoreError> {
        let mut statement = self.connection.prepare_cached("SELECT hash, own FROM envelope ORDER BY rowid")?;
        let rows = statement.query_map([], |row| Ok((row.get::<_, Vec<u8>>(0)?, row.get(1)?)))?;
        rows.map(|row| {
            let (hash, own) = row?;
            Ok((Hash32::from_slice(&hash).ok_or(StoreError::Malformed("envelope"))?, own))
        })
        .collect()
    }
}

impl WriteTransaction<'_> {
    /// A received envelope is to be offered: the server may have lost it.
    pub fn offer_again(&self, envelope: &Hash32) -> Result<(), StoreError> {
        self.execute("INSERT INTO offer_again (envelope) VALUES (?1) ON CONFLICT DO NOTHING", [&envelope.0[..]])?;
        Ok(())
    }

    /// Its verdict is final. One that is not there is no error.
    pub fn remove_offer_again(&self, envelope: &Hash32) -> Result<(), StoreError> {
        self.execute("DELETE FROM offer_again WHERE envelope = ?1", [&envelope.0[..]])?;
        Ok(())
    }

    /// An own envelope was accepted: it no longer waits, and is kept from now on as long as a received one.
    pub fn mark_accepted(&self, envelope: &Hash32, now_ms: i64) -> Result<(), StoreError> {
        self.remove_from_outbox(envelope)?;
        self.execute("UPDATE envelope SET stored_at_ms = ?2 WHERE hash = ?1", (&envelope.0[..], now_ms))?;
        Ok(())
    }

    /// What the server said so far no longer counts: it may hold no blob, and knows no own envelope.
    pub fn forget_receipts(&self) -> Result<(), StoreError> {
        self.execute("UPDATE blob SET state = 0 WHERE state = 1", [])?;
        self.execute("DELETE FROM outbox", [])?;
        self.execute("DELETE FROM offer_again", [])?;
        Ok(())
    }
}
