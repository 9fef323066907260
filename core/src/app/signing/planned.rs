//! What a record will say once its signing step is done, so that form and seal can show it before.
//! Absent by design: performing the step.

use crate::{
    app::{App, AppError, view::StoreLookup},
    process::{
        numbering::Numbers,
        steps::{self, Call},
    },
    schema::{Date, Facts, Hash32, Instant, IntentId, Kind, Problem, RecordId, Scalar, Values},
};

/// Characters of a check code; the placeholder of a dry run is as long.
const CHECK_CODE_PLACEHOLDER: &str = "AAAAAAAAAA";

/// A record as it will stand once its signing step is done.
pub(super) struct Planned {
    /// The record.
    pub(super) after: Facts,
    /// The warranty that it starts, from and until.
    pub(super) warranty: Option<(Date, Date)>,
}

impl App {
    /// Plans the step with stand-ins for what can only be made from the plan: seal, PDF, check code.
    #[allow(clippy::too_many_arguments)]
    pub(super) fn planned(
        &self,
        kind: &'static Kind,
        record: RecordId,
        verb: &str,
        before: &Facts,
        mut values: Values,
        at: Instant,
        intent: IntentId,
    ) -> Result<Planned, AppError> {
        let round = steps::round(before);
        for field in ["seal", "document"] {
            values.insert(format!("rounds/{round}/{field}"), Hash32([0; 32]).to_scalar());
        }
        values.insert(format!("rounds/{round}/check_code"), Scalar::text(CHECK_CODE_PLACEHOLDER));
        let author = self.surroundings()?.author(self.identity()?.person, None, at)?;
        let step = steps::find_step(kind, verb).ok_or_else(|| {
            AppError::Problems(vec![Problem::general("unknown_step", "没有这个步骤", "there is no such step")])
        })?;
        let table_version = kind.table.version;
        let call = Call { kind, step, table_version, record, before: Some(before), given: &values, at, intent };
        let lookup = StoreLookup { store: &self.store };
        let plan = steps::plan(call, &author, &lookup, &mut NoNumbers).map_err(AppError::Problems)?;
        let mut after = before.clone();
        after.0.extend(plan.parts[0].writes.iter().map(|(key, value)| (key.clone(), value.clone())));
        let warranty = plan.parts.iter().find_map(|part| {
            let date = |key: &str| Date::from_scalar(part.writes.get(key)?);
            Some((date("warranty_from")?, date("warranty_until")?))
        });
        Ok(Planned { after, warranty })
    }
}

/// A dry run gives out no number: what a confirming step begins gets its own when it is performed.
struct NoNumbers;

impl Numbers for NoNumbers {
    fn next(&mut self, _: &str, _: Instant) -> String {
        String::new()
    }
}
