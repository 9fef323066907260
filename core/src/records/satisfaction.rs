//! Satisfaction over a number of scores (domain §2.3 no. 20): two figures, both named as such.
//! Absent by design: which scores are asked for, of whom, over what time.

use crate::schema::Language;

/// The highest score.
const SCORE_MAX: u64 = 5;
/// Scores from this one on count as satisfied.
const SATISFIED_MIN: i64 = 4;

/// What scores of 1 to 5 add up to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Satisfaction {
    scores: u64,
    sum: u64,
    satisfied: u64,
}

impl Satisfaction {
    /// Of these scores; what is no score of 1 to 5 does not count.
    pub fn of(scores: impl IntoIterator<Item = i64>) -> Self {
        let mut figures = Self::default();
        for score in scores {
            let Some(points) = u64::try_from(score).ok().filter(|points| (1..=SCORE_MAX).contains(points)) else {
                continue;
            };
            figures.scores += 1;
            figures.sum += points;
            figures.satisfied += u64::from(score >= SATISFIED_MIN);
        }
        figures
    }

    /// How many scores there are.
    pub fn scores(&self) -> u64 {
        self.scores
    }

    /// The mean ÷ 5 × 100, rounded half up; `None` without scores.
    pub fn mean_percent(&self) -> Option<u64> {
        percent(self.sum, self.scores * SCORE_MAX)
    }

    /// The share of scores 4 and 5 in percent, rounded half up; `None` without scores.
    pub fn satisfied_percent(&self) -> Option<u64> {
        percent(self.satisfied, self.scores)
    }

    /// Both figures with their names and the number of scores.
    pub fn text(&self, language: Language) -> String {
        let figure = |percent: Option<u64>| percent.map_or("—".to_owned(), |percent| format!("{percent}%"));
        let (mean, satisfied) = (figure(self.mean_percent()), figure(self.satisfied_percent()));
        let scores = self.scores;
        match language {
            Language::Chinese => format!("平均满意度 {mean}，满意率（4–5 分）{satisfied}，共 {scores} 个评分"),
            Language::English => {
                format!("mean satisfaction {mean}, share of scores 4–5 {satisfied}, {scores} scores")
            }
        }
    }
}

fn percent(part: u64, whole: u64) -> Option<u64> {
    (whole > 0).then(|| (part * 200 + whole) / (whole * 2))
}
