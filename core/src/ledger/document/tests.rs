use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

/// A replica that writes under one actor.
fn change(document: &Document, actor: u8, writes: &[(&str, i64)]) -> Change {
    let actor = Id([actor; 16]);
    let mut writes: Vec<Write> = writes.iter().map(|(key, n)| ((*key).to_owned(), Scalar::Integer(*n))).collect();
    writes.sort();
    writes.dedup_by(|left, right| left.0 == right.0);
    let sequence = document.next_sequence(&actor);
    let dependencies = document.heads();
    let name = format!("{actor}{sequence}{dependencies:?}{writes:?}");
    Change {
        envelope: Hash32::of(name.as_bytes()),
        dependencies,
        actor,
        sequence,
        person: actor,
        acting_for: None,
        step: "ticket.edit".into(),
        // Clocks that go wrong: the times have nothing to do with the order.
        effective: Instant::from_utc_ms(1_790_000_000_000 + i64::from(name.as_bytes()[name.len() / 2]) * 60_000),
        writes,
    }
}

fn document() -> Document {
    Document::new("ticket", Id([9; 16]))
}

#[test]
fn concurrent_writes_of_different_fields_merge() {
    let mut ours = document();
    ours.fold(change(&ours, 1, &[("a", 0), ("b", 0)])).unwrap();
    let mut theirs = ours.clone();
    ours.fold(change(&ours, 1, &[("a", 1)])).unwrap();
    let foreign = change(&theirs, 2, &[("b", 2)]);
    theirs.fold(foreign.clone()).unwrap();
    ours.fold(foreign).unwrap();
    assert_eq!(ours.facts().integer("a"), Some(1));
    assert_eq!(ours.facts().integer("b"), Some(2));
    assert!(ours.conflicts().is_empty());
    assert_eq!(ours.heads().len(), 2);
}

#[test]
fn a_lost_value_stays_until_somebody_who_saw_it_writes() {
    let mut ours = document();
    ours.fold(change(&ours, 1, &[("a", 0)])).unwrap();
    let theirs = ours.clone();
    ours.fold(change(&ours, 1, &[("a", 1)])).unwrap();
    ours.fold(change(&theirs, 2, &[("a", 2)])).unwrap();
    let conflicts = ours.conflicts();
    assert_eq!(conflicts.len(), 1);
    let values: BTreeSet<i64> = conflicts[0]
        .candidates
        .iter()
        .map(|candidate| match candidate.value {
            Scalar::Integer(n) => n,
            _ => unreachable!("only integers were written"),
        })
        .collect();
    assert_eq!(values, BTreeSet::from([1, 2]));
    assert_eq!(Some(&conflicts[0].candidates[0].value), ours.facts().0.get("a"));
    ours.fold(change(&ours, 3, &[("a", 7)])).unwrap();
    assert!(ours.conflicts().is_empty());
    assert_eq!(ours.facts().integer("a"), Some(7));
    let last = ours.history().pop().unwrap();
    assert_eq!((&last.writes[0].from, &last.writes[0].to), (&conflicts[0].candidates[0].value, &Scalar::Integer(7)));
}

#[test]
fn history_is_told_by_when_things_happened_but_never_before_what_was_seen() {
    let hour = |hour: i64, mut change: Change| {
        change.effective = Instant::from_utc_ms(1_790_000_000_000 + hour * 3_600_000);
        change
    };
    let mut ours = document();
    ours.fold(hour(8, change(&ours, 1, &[("a", 0)]))).unwrap();
    let mut theirs = ours.clone();
    for (at, value) in [(9, 1), (14, 2)] {
        ours.fold(hour(at, change(&ours, 1, &[("a", value)]))).unwrap();
    }
    // The other phone's second step has a clock that is hours slow.
    for (at, value) in [(11, 3), (7, 4)] {
        let step = hour(at, change(&theirs, 2, &[("b", value)]));
        theirs.fold(step.clone()).unwrap();
        ours.fold(step).unwrap();
    }
    let told: Vec<Scalar> = ours.history().iter().map(|entry| entry.writes[0].to.clone()).collect();
    assert_eq!(told, [0, 1, 3, 4, 2].map(Scalar::Integer));
}

#[test]
fn equal_concurrent_values_are_no_conflict() {
    let mut ours = document();
    ours.fold(change(&ours, 1, &[("a", 0)])).unwrap();
    let theirs = ours.clone();
    ours.fold(change(&ours, 1, &[("a", 5)])).unwrap();
    ours.fold(change(&theirs, 2, &[("a", 5)])).unwrap();
    assert!(ours.conflicts().is_empty());
}

#[test]
fn what_does_not_fold_leaves_the_document_as_it_was() {
    let mut ours = document();
    let first = change(&ours, 1, &[("a", 0)]);
    ours.fold(first.clone()).unwrap();
    let before = ours.encode();
    assert_eq!(ours.fold(first.clone()), Ok(false));

    let mut clone = change(&document(), 1, &[("a", 9)]);
    assert_eq!(ours.fold(clone.clone()), Err(FoldError::SequenceTaken));
    clone.sequence = 3;
    assert_eq!(ours.fold(clone.clone()), Err(FoldError::SequenceGap { expected: 2 }));
    clone.sequence = 2;
    assert_eq!(ours.fold(clone.clone()), Err(FoldError::OwnChangeNotSeen));
    clone.dependencies = vec![Hash32([1; 32])];
    assert!(matches!(ours.fold(clone), Err(FoldError::MissingDependencies(_))));

    let mut large = change(&ours, 2, &[]);
    large.writes = vec![("a".into(), Scalar::Text("x".repeat(DOCUMENT_BYTES_MAX)))];
    assert_eq!(ours.fold(large), Err(FoldError::TooLarge));
    assert_eq!(ours.encode(), before);
}

/// Who writes, whom they heard of before, and what they write.
type Turn = (usize, usize, Vec<(u8, i64)>);

/// A random history: replicas write and hear of each other's changes.
fn history() -> impl Strategy<Value = Vec<Turn>> {
    prop::collection::vec((0..4usize, 0..4usize, prop::collection::vec((0..5u8, 0..4i64), 1..4)), 1..40)
}

fn play(steps: &[Turn]) -> Vec<Change> {
    let mut replicas = vec![document(); 4];
    let mut all = Vec::new();
    for (writer, hears, writes) in steps {
        if writer != hears {
            for change in replicas[*hears].clone().changes() {
                replicas[*writer].fold(change.clone()).unwrap();
            }
        }
        let keys: Vec<String> = writes.iter().map(|(key, _)| format!("key{key}")).collect();
        let writes: Vec<(&str, i64)> = keys.iter().map(String::as_str).zip(writes.iter().map(|(_, n)| *n)).collect();
        let new = change(&replicas[*writer], *writer as u8 + 1, &writes);
        replicas[*writer].fold(new.clone()).unwrap();
        all.push(new);
    }
    all
}

/// Folds in any order that respects dependencies, chosen by `picks`.
fn fold_in_order(changes: &[Change], picks: &[usize]) -> Document {
    let mut open = changes.to_vec();
    let mut folded = document();
    let mut turn = 0;
    while !open.is_empty() {
        let ready: Vec<usize> =
            (0..open.len()).filter(|&at| open[at].dependencies.iter().all(|hash| folded.contains(hash))).collect();
        let chosen = ready[picks.get(turn).copied().unwrap_or(0) % ready.len()];
        folded.fold(open.remove(chosen)).unwrap();
        turn += 1;
    }
    folded
}

/// The definition, written the slow way: a value stands unless a change that saw it wrote the key.
fn standing_by_definition(changes: &[Change]) -> BTreeMap<String, BTreeSet<Scalar>> {
    let by_hash: HashMap<Hash32, &Change> = changes.iter().map(|change| (change.envelope, change)).collect();
    let saw = |later: &Change, earlier: &Change| {
        let mut open = later.dependencies.clone();
        while let Some(hash) = open.pop() {
            if hash == earlier.envelope {
                return true;
            }
            open.extend(&by_hash[&hash].dependencies);
        }
        false
    };
    let mut standing: BTreeMap<String, BTreeSet<Scalar>> = BTreeMap::new();
    for change in changes {
        for (key, value) in &change.writes {
            let replaced = changes.iter().any(|later| later.writes.iter().any(|(k, _)| k == key) && saw(later, change));
            if !replaced {
                standing.entry(key.clone()).or_default().insert(value.clone());
            }
        }
    }
    standing
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn any_order_folds_to_the_same_document(steps in history(), picks in prop::collection::vec(0..50usize, 0..40)) {
        let changes = play(&steps);
        let (one, other) = (fold_in_order(&changes, &[]), fold_in_order(&changes, &picks));
        prop_assert_eq!(one.encode(), other.encode());
        prop_assert_eq!(one.facts(), other.facts());
        prop_assert_eq!(one.conflicts(), other.conflicts());
        prop_assert_eq!(one.heads(), other.heads());
        prop_assert_eq!(one.history(), other.history());
        let again = Document::decode(&one.encode()).unwrap();
        prop_assert_eq!(again.facts(), one.facts());
        prop_assert_eq!(again.conflicts(), one.conflicts());
    }

    #[test]
    fn nothing_written_is_lost_unseen(steps in history()) {
        let changes = play(&steps);
        let folded = fold_in_order(&changes, &[]);
        let conflicts: BTreeMap<String, Conflict> =
            folded.conflicts().into_iter().map(|conflict| (conflict.key.clone(), conflict)).collect();
        for (key, values) in standing_by_definition(&changes) {
            if values.len() > 1 {
                let shown: BTreeSet<Scalar> =
                    conflicts[&key].candidates.iter().map(|candidate| candidate.value.clone()).collect();
                prop_assert_eq!(shown, values);
            } else {
                prop_assert!(!conflicts.contains_key(&key));
                let facts = folded.facts();
                prop_assert_eq!(facts.get(&key), values.first().unwrap());
            }
        }
    }

    #[test]
    fn the_past_is_what_its_reader_saw(steps in history(), at in 0..40usize) {
        let changes = play(&steps);
        let folded = fold_in_order(&changes, &[]);
        let reader = &changes[at % changes.len()];
        let seen = folded.facts_at(&reader.dependencies).unwrap();
        let mut past = document();
        let mut open = reader.dependencies.clone();
        let mut wanted = BTreeSet::new();
        while let Some(hash) = open.pop() {
            if wanted.insert(hash) {
                open.extend(&changes.iter().find(|change| change.envelope == hash).unwrap().dependencies);
            }
        }
        for change in changes.iter().filter(|change| wanted.contains(&change.envelope)) {
            past.fold(change.clone()).unwrap();
        }
        prop_assert_eq!(seen, past.facts());
    }

    #[test]
    fn no_bytes_panic(mut bytes in prop::collection::vec(any::<u8>(), 0..300), flips in prop::collection::vec((0..400usize, any::<u8>()), 0..6), steps in history()) {
        let _ = Document::decode(&bytes);
        bytes = fold_in_order(&play(&steps), &[]).encode();
        for (at, value) in flips {
            let length = bytes.len();
            bytes[at % length] = value;
        }
        let _ = Document::decode(&bytes).map(|document| (document.facts(), document.history(), document.conflicts()));
    }
}
