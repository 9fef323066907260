//! Visibility at a position against a naive model that replays every change.

use std::collections::BTreeSet;

use fieldseal_core::schema::Id;
use proptest::prelude::*;

use crate::storage::{Claim, Storage, sqlite::SqliteStorage};

use super::*;

const BUCKETS: [&str; 3] = ["a/x", "a/y", "a/z"];

/// At one position: a record enters or leaves a bucket, or the person gets or loses one for a reason.
#[derive(Clone, Debug)]
enum Change {
    Membership(u8, usize),
    Grant(u8, usize),
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        (0..4u8, 0..3usize).prop_map(|(record, bucket)| Change::Membership(record, bucket)),
        (0..2u8, 0..3usize).prop_map(|(reason, bucket)| Change::Grant(reason, bucket)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn the_periods_say_what_a_replay_says(changes in prop::collection::vec(change(), 0..40)) {
        let folder = tempfile::tempdir().unwrap();
        let storage = SqliteStorage::open(&folder.path().join("db"), Id([1; 16])).unwrap();
        let person = Id([9; 16]);
        let (mut members, mut grants) = (BTreeSet::new(), BTreeSet::new());
        // What was visible at each position, position 0 first.
        let mut model: Vec<BTreeSet<u8>> = vec![BTreeSet::new()];
        let writer = storage.writer().unwrap();
        for change in changes {
            let position = writer.append_scope_change().unwrap();
            match change {
                Change::Membership(record, bucket) => {
                    let (id, name) = (Id([record; 16]), BUCKETS[bucket]);
                    if members.remove(&(record, bucket)) {
                        writer.close_membership(id, name, position).unwrap();
                    } else {
                        members.insert((record, bucket));
                        writer.open_membership(id, name, position).unwrap();
                    }
                }
                Change::Grant(reason, bucket) => {
                    let claim = Claim { reason: Id([reason; 16]), person, bucket: BUCKETS[bucket].into() };
                    if grants.remove(&(reason, bucket)) {
                        writer.close_grant(&claim, position).unwrap();
                    } else {
                        grants.insert((reason, bucket));
                        writer.open_grant(&claim, position).unwrap();
                    }
                }
            }
            let seen = members.iter().filter(|(_, bucket)| grants.iter().any(|(_, granted)| granted == bucket));
            model.push(seen.map(|(record, _)| *record).collect());
        }
        writer.commit().unwrap();
        let reader = storage.reader().unwrap();
        let head = reader.head().unwrap();
        prop_assert_eq!(head as usize + 1, model.len());
        for from in 0..=head {
            let scope = PersonScope::new(reader.grants(person, from).unwrap());
            for to in from..=head {
                let candidates = scope.candidates(&*reader, from, to).unwrap();
                for record in 0..4u8 {
                    let id = Id([record; 16]);
                    let memberships = reader.memberships(id).unwrap();
                    let at = |position: u64| model[position as usize].contains(&record);
                    prop_assert_eq!(scope.sees(&memberships, to), at(to));
                    prop_assert!(scope.sees(&memberships, from) == at(from));
                    prop_assert_eq!(scope.saw(&memberships, from, to), (from..=to).any(at));
                    if scope.sees_throughout(&memberships, from, to) {
                        prop_assert!((from..=to).all(at));
                    }
                    if (from..=to).any(at) && !(from..=to).all(at) {
                        prop_assert!(candidates.contains(&id), "a change between {from} and {to} is missed");
                    }
                }
            }
        }
    }
}
