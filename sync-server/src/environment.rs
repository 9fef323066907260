//! Time and randomness, handed in: a demo runs on simulated time, a test from one seed.
//! Absent by design: any use of them.

use fieldseal_core::schema::{Id, Instant};

type Clock = Box<dyn Fn() -> Instant + Send + Sync>;
type Random = Box<dyn Fn(&mut [u8]) + Send + Sync>;

/// Where the server gets time and random bytes from.
pub struct Environment {
    clock: Clock,
    random: Random,
}

impl Environment {
    /// From a clock, and from something that fills a buffer with secret random bytes.
    pub fn new(
        clock: impl Fn() -> Instant + Send + Sync + 'static,
        random: impl Fn(&mut [u8]) + Send + Sync + 'static,
    ) -> Self {
        Self { clock: Box::new(clock), random: Box::new(random) }
    }

    /// The machine's own clock and randomness.
    pub fn system() -> Self {
        let clock = || {
            let now = jiff::Timestamp::now().as_millisecond();
            Instant::from_utc_ms(now)
        };
        let random = |bytes: &mut [u8]| {
            getrandom::fill(bytes).expect("an operating system without randomness can't run a server");
        };
        Self::new(clock, random)
    }

    /// Now.
    pub fn now(&self) -> Instant {
        (self.clock)()
    }

    /// Fills a buffer with secret random bytes.
    pub fn fill(&self, bytes: &mut [u8]) {
        (self.random)(bytes);
    }

    /// A random id.
    pub fn id(&self) -> Id {
        let mut bytes = [0; 16];
        self.fill(&mut bytes);
        Id(bytes)
    }
}
