//! Giving a record of sales to another salesperson, as when one leaves (离职交接, domain §7.1).
//! Absent by design: jobs, which are dispatched, and doing it for everything somebody has (the desk's).

use super::{guard::refuse_field, person};
use crate::schema::{Label, Problem, RecordId, Role, StepRun, StepSpec, any, nothing, required};

/// Gives the record to another salesperson. A kind that mirrors its salesperson elsewhere adds to this.
pub(super) const HAND_OVER: StepSpec = StepSpec {
    verb: "hand_over",
    label: Label::new("移交销售", "Hand over to another salesperson"),
    rules: &["R-manager", "R-admin"],
    who: &[any(Role::Manager), any(Role::Administrator)],
    begins: false,
    inputs: &[required("salesperson")],
    stamps: &[],
    touches: &[],
    guard,
    effect: nothing,
};

/// Somebody else who works here and sells.
pub(super) fn guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    let Some(id) = run.given.get("salesperson").and_then(RecordId::from_scalar) else { return };
    let sells = run.linked("person", id).is_some_and(|facts| {
        !facts.has("left_at") && (person::holds(&facts, Role::Sales) || person::holds(&facts, Role::Manager))
    });
    if !sells {
        let (zh, en) = ("接收人不是在职销售", "who is to take it over is no salesperson here");
        refuse_field(problems, "salesperson", "not_a_salesperson", zh, en);
    }
}

#[cfg(test)]
mod tests {
    use super::super::rig::{START, reference, text};
    use super::super::{
        kind,
        scene::{Scene, at, id, values},
    };

    const MANAGER: u8 = 1;
    const ENGINEER: u8 = 2;
    const LEAVER: u8 = 3;
    const SUCCESSOR: u8 = 4;

    /// Everything that sales have.
    const KINDS: [&str; 8] =
        ["customer_sales", "needs", "quote", "contract", "order", "order_price", "delivery", "floor_price"];

    #[test]
    fn r_manager_r_admin_everything_of_a_salesperson_who_leaves_goes_to_another() {
        let mut scene = Scene::default();
        for (n, role) in [(MANAGER, "manager"), (ENGINEER, "engineer"), (LEAVER, "sales"), (SUCCESSOR, "sales")] {
            scene.put("person", id(n), [(&format!("roles/{role}/granted_at"), START.to_scalar())]);
        }
        for (n, code) in KINDS.into_iter().enumerate() {
            let record = id(100 + n as u8);
            scene.put(code, record, [("salesperson", reference(LEAVER)), ("customer_name", text("云杉精密"))]);
            if code == "floor_price" {
                continue;
            }
            let step = format!("{code}.hand_over");
            let to = |n| values([("salesperson", reference(n))]);
            assert_eq!(scene.refused(&step, record, id(MANAGER), at(0), to(ENGINEER)), ["not_a_salesperson"]);
            scene.perform(&step, record, id(MANAGER), at(0), to(SUCCESSOR)).unwrap();
            let facts = scene.facts(code, record);
            assert_eq!(facts.reference(kind(code).unwrap().responsible_field), Some(id(SUCCESSOR)), "{code}");
        }
    }
}
