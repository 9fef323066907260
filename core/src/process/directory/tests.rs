use super::*;

const START: Instant = Instant::from_utc_ms(1_795_395_600_000);
const MANAGER: u8 = 1;
const ENGINEER: u8 = 2;
const DESK: u8 = 3;
const COMPANY: u8 = 100;

fn id(n: u8) -> RecordId {
    crate::schema::Id([n; 16])
}

fn days(count: i64) -> Instant {
    START.plus_ms(count * DAY_MS)
}

fn facts(values: &[(&str, Scalar)]) -> Facts {
    Facts(values.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect())
}

fn person(role: &str, more: &[(&str, Scalar)]) -> Facts {
    let mut facts = facts(more);
    facts.0.insert("name".to_owned(), Scalar::text("张三"));
    facts.0.insert(format!("roles/{role}/granted_at"), START.to_scalar());
    facts
}

fn directory(people: &[(u8, Facts)]) -> Directory {
    Directory::new(people.iter().map(|(n, facts)| ("person", id(*n), facts)))
}

fn codes(roles: BTreeSet<Role>) -> Vec<&'static str> {
    roles.into_iter().map(Role::code).collect()
}

#[test]
fn roles_count_from_grant_to_revocation() {
    let revoked = person("engineer", &[("roles/engineer/revoked_at", days(10).to_scalar())]);
    let directory = directory(&[(ENGINEER, revoked)]);
    let at = |at| codes(directory.roles_at(id(ENGINEER), at));
    assert!(at(START.plus_ms(-1)).is_empty());
    assert_eq!(at(START), ["engineer"]);
    assert_eq!(at(days(10).plus_ms(-1)), ["engineer"]);
    assert!(at(days(10)).is_empty());
    assert!(directory.roles_at(id(99), START).is_empty());
}

#[test]
fn a_revoked_role_counts_for_the_days_of_grace() {
    let revoked = person("engineer", &[("roles/engineer/revoked_at", days(10).to_scalar())]);
    let left = person("engineer", &[("left_at", days(10).to_scalar())]);
    let suspended = person("engineer", &[("suspended_at", days(10).to_scalar())]);
    let directory = directory(&[(2, revoked), (3, left), (4, suspended)]);
    let with_grace = |n, at| codes(directory.roles_with_grace(id(n), at, 14));
    for gone in [2, 3] {
        assert_eq!(with_grace(gone, days(24).plus_ms(-1)), ["engineer"], "{gone}");
        assert!(with_grace(gone, days(24)).is_empty(), "{gone}");
    }
    assert_eq!(with_grace(4, days(10).plus_ms(-1)), ["engineer"]);
    assert!(with_grace(4, days(10)).is_empty(), "a suspension has no grace");
    let widest = directory.roles_with_grace(id(2), days(10), i64::MAX);
    assert_eq!(codes(widest), ["engineer"], "no overflow");
}

#[test]
fn the_manager_stands_for_a_missing_supervisor() {
    let mut directory = directory(&[(MANAGER, person("manager", &[]))]);
    assert_eq!(codes(directory.roles_at(id(MANAGER), START)), ["manager", "supervisor"]);
    directory.put("person", id(5), &person("supervisor", &[("suspended_at", days(5).to_scalar())]));
    assert_eq!(codes(directory.roles_at(id(MANAGER), START)), ["manager"]);
    assert_eq!(codes(directory.roles_at(id(MANAGER), days(5))), ["manager", "supervisor"]);
}

#[test]
fn a_stand_in_acts_on_the_days_named_in_the_companys_zone() {
    let away = [
        ("stand_ins/a/person", id(DESK).to_scalar()),
        ("stand_ins/a/from", Scalar::text("2026-11-24")),
        ("stand_ins/a/until", Scalar::text("2026-11-25")),
    ];
    let mut directory = directory(&[(ENGINEER, person("engineer", &away)), (DESK, person("desk", &[]))]);
    // 2026-11-24 00:00 in Shanghai is fifteen hours after 09:00 of the day before.
    let (from, until) = (START.plus_ms(15 * 3_600_000), START.plus_ms(63 * 3_600_000));
    assert!(!directory.may_stand_in(id(DESK), id(ENGINEER), from.plus_ms(-1)));
    assert!(directory.may_stand_in(id(DESK), id(ENGINEER), from));
    assert_eq!(directory.principals(id(DESK), until.plus_ms(-1)), [id(ENGINEER)]);
    assert!(directory.principals(id(DESK), until).is_empty());
    assert!(!directory.may_stand_in(id(ENGINEER), id(DESK), from));
    directory.put("company", id(COMPANY), &facts(&[("zone", Scalar::text("UTC"))]));
    assert!(!directory.may_stand_in(id(DESK), id(ENGINEER), from), "it is still the day before in UTC");
    directory.put("person", id(DESK), &person("desk", &[("left_at", START.to_scalar())]));
    assert!(!directory.may_stand_in(id(DESK), id(ENGINEER), days(1)));
}

#[test]
fn a_device_is_found_by_its_key_and_valid_until_revoked() {
    let device = |more: &[(&str, Scalar)]| {
        let mut device = facts(more);
        device.0.insert("person".to_owned(), id(ENGINEER).to_scalar());
        device.0.insert("public_key".to_owned(), Scalar::Bytes(vec![7; 32]));
        device.0.insert("segment".to_owned(), Scalar::text("K7"));
        device
    };
    let revoked = device(&[("enrolled_at", START.to_scalar()), ("revoked_at", days(3).to_scalar())]);
    let mut directory = Directory::new([("device", id(20), &revoked)]);
    let key = PublicKey([7; 32]);
    let entry = directory.device(&key).unwrap();
    assert_eq!((entry.person, entry.segment.as_str()), (id(ENGINEER), "K7"));
    assert!(!entry.is_valid_at(START.plus_ms(-1)) && entry.is_valid_at(START));
    assert!(entry.is_valid_at(days(3).plus_ms(-1)) && !entry.is_valid_at(days(3)));
    assert!(directory.device(&PublicKey([8; 32])).is_none());
    directory.put("device", id(21), &device(&[("enrolled_at", days(4).to_scalar())]));
    assert_eq!(directory.device(&key).unwrap().record, id(21), "the one that is not revoked");
    assert_eq!(directory.devices_of(id(ENGINEER)).count(), 2);
    directory.put("device", id(21), &device(&[]));
    assert_eq!(directory.device(&key).unwrap().record, id(20), "one not enrolled is none");
}

#[test]
fn roles_open_the_buckets_of_their_table() {
    let people: Vec<(u8, Facts)> =
        Role::ALL.iter().enumerate().map(|(n, (role, _))| (n as u8 + 1, person(role.code(), &[]))).collect();
    let directory = directory(&people);
    let sees = |role: Role, class: &'static str| {
        let n = Role::ALL.iter().position(|(other, _)| *other == role).unwrap() as u8 + 1;
        directory.buckets_at(id(n), START).contains(&Bucket { holder: Holder::All, class })
    };
    for (role, _) in Role::ALL {
        assert!(sees(*role, "directory") && sees(*role, "library"));
        let reads_prices = matches!(role, Role::Manager | Role::Finance | Role::Administrator);
        assert_eq!(sees(*role, "order_price"), reads_prices, "{role:?}");
        let reads_cost = matches!(role, Role::Manager | Role::Finance | Role::Supervisor | Role::Administrator);
        assert_eq!(sees(*role, "service_cost"), reads_cost, "{role:?}");
        assert_eq!(sees(*role, "quote"), matches!(role, Role::Manager | Role::Administrator), "{role:?}");
        assert_eq!(sees(*role, "costing"), *role == Role::Finance, "{role:?}");
        assert_eq!(sees(*role, "legal"), *role == Role::Legal, "{role:?}");
        for class in ["quote_cost", "floor_price"] {
            assert_eq!(sees(*role, class), reads_prices, "{role:?} {class}");
        }
        assert_eq!(sees(*role, "sales"), matches!(role, Role::Manager | Role::Administrator), "{role:?}");
    }
    let engineer = directory.buckets_at(id(8), START);
    assert!(!engineer.iter().any(|bucket| bucket.class == "order" || bucket.class == "sales"));
    assert!(engineer.contains(&Bucket { holder: Holder::Person(id(8)), class: "job" }));
    assert!(directory.buckets_at(id(1), START).contains(&Bucket { holder: Holder::Person(id(1)), class: "sales" }));
    assert!(directory.buckets_at(id(99), START).is_empty());
}

#[test]
fn a_clock_takes_the_rule_in_force_at_its_start() {
    let rule = |row: &str, unit: &str, amount: i64, from: Instant| {
        [
            (format!("rules/{row}/clock"), Scalar::text("D-06")),
            (format!("rules/{row}/unit"), Scalar::text(unit)),
            (format!("rules/{row}/amount"), Scalar::Integer(amount)),
            (format!("rules/{row}/effective_from"), from.to_scalar()),
        ]
    };
    let rules = [
        rule("a", "working_days", 3, START),
        rule("b", "calendar_days", 4, days(2)),
        rule("c", "moons", 1, days(1)),
        rule("d", "minutes", -1, days(1)),
    ];
    let company = Facts(rules.into_iter().flatten().collect());
    let directory = Directory::new([("company", id(COMPANY), &company)]);
    let span_of = |clock: &str, start: Instant| directory.span_for(clock, &ClockRun::from("1", start));
    assert_eq!(span_of("D-06", START.plus_ms(-1)), None);
    assert_eq!(span_of("D-06", START), Some(Span::WorkingDays(3)));
    assert_eq!(span_of("D-06", days(1)), Some(Span::WorkingDays(3)), "an unknown unit is passed over");
    assert_eq!(span_of("D-06", days(2)), Some(Span::CalendarDays(4)));
    assert_eq!(span_of("D-07", days(2)), None);
}

#[test]
fn a_setting_for_running_clocks_reaches_back_to_those_that_were_open_when_it_was_set() {
    let company = facts(&[
        ("rules/a/clock", Scalar::text("D-06")),
        ("rules/a/unit", Scalar::text("working_days")),
        ("rules/a/amount", Scalar::Integer(5)),
        ("rules/a/effective_from", days(10).to_scalar()),
        ("rules/a/set_at", days(10).to_scalar()),
        ("rules/a/applies_to_running", Scalar::Boolean(true)),
    ]);
    let directory = Directory::new([("company", id(COMPANY), &company)]);
    let run = |start, met_at| ClockRun { met_at, ..ClockRun::from("1", start) };
    let five = Some(Span::WorkingDays(5));
    assert_eq!(directory.span_for("D-06", &run(days(8), None)), five, "open when it was set");
    assert_eq!(directory.span_for("D-06", &run(days(8), Some(days(11)))), five, "finished after that");
    assert_eq!(directory.span_for("D-06", &run(days(8), Some(days(9)))), None, "finished before");
    assert_eq!(directory.span_for("D-06", &run(days(12), None)), five);
    let only_new = facts(&[("rules/a/applies_to_running", Scalar::Boolean(false))]);
    let directory = directory.with_company(&only_new.0);
    assert_eq!(directory.span_for("D-06", &run(days(8), None)), None);
    assert_eq!(directory.span_for("D-06", &run(days(10), None)), five);
}

#[test]
fn the_companys_settings_have_defaults() {
    let mut directory = Directory::default();
    assert_eq!(directory.zone().iana_name(), Some("Asia/Shanghai"));
    assert_eq!((directory.role_grace_days(), directory.warranty_months()), (14, (12, 18)));
    assert_eq!(directory.calendar().text("zone"), Some("Asia/Shanghai"));
    let turn = [
        ("zone", Scalar::text("Asia/Urumqi")),
        ("role_grace_days", Scalar::Integer(3)),
        ("on_call/a/person", id(DESK).to_scalar()),
        ("on_call/a/from", START.to_scalar()),
        ("on_call/a/until", days(1).to_scalar()),
    ];
    assert!(directory.put("company", id(COMPANY), &facts(&turn)));
    assert!(directory.put("calendar", id(101), &facts(&[("hours_from", Scalar::text("10:00"))])));
    assert!(!directory.put("ticket", id(102), &Facts::default()));
    assert_eq!(directory.calendar().text("zone"), Some("Asia/Urumqi"));
    assert_eq!(directory.calendar().text("hours_from"), Some("10:00"));
    assert_eq!(directory.role_grace_days(), 3);
    assert_eq!(directory.on_call_at(START), [id(DESK)]);
    assert!(directory.on_call_at(days(1)).is_empty());
}
