//! [`Interrupt`]: the one listener for Ctrl+C, SIGTERM and SIGHUP of a command. It listens from the start of the command's
//! loop to its end, so a signal between two rounds of the loop, while something is printed, is not lost.

#[cfg(unix)]
mod ignored;

use futures_util::StreamExt as _;
use futures_util::stream::{BoxStream, SelectAll};

/// A signal that asks a command to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// Ctrl+C.
    Interrupt,
    /// SIGTERM: the system shuts down, or a service manager stops the command.
    Terminate,
    /// SIGHUP: the terminal was closed.
    HangUp,
}

impl Signal {
    /// Returns the exit code for the signal: 128 plus its number, as in shells.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Self::Interrupt => 130,
            Self::Terminate => 143,
            Self::HangUp => 129,
        }
    }
}

/// Makes a signal end the process at once, with its exit code. For commands that only read and write files, and leave nothing
/// unfinished on devices.
pub(super) fn ends_the_process() {
    let mut interrupt = Interrupt::listen();
    tokio::spawn(async move {
        let signal = interrupt.raised().await;
        std::process::exit(signal.code().into());
    });
}

/// Listens for signals and returns them in their order; several of one kind that come together count once.
pub(super) struct Interrupt(SelectAll<BoxStream<'static, Signal>>);

impl Interrupt {
    /// Starts to listen, on a tokio runtime. A signal that cannot be listened for ends the process, as without a listener; one
    /// that was ignored at the start, as SIGHUP under `nohup`, stays ignored.
    pub(super) fn listen() -> Self {
        Self::to(sources())
    }

    /// Does `work` until it is done, or until a signal comes.
    ///
    /// # Errors
    /// The signal that came.
    pub(super) async fn unless_raised<T>(
        &mut self,
        work: impl Future<Output = T>,
    ) -> Result<T, Signal> {
        tokio::select! {
            biased;
            signal = self.raised() => Err(signal),
            done = work => Ok(done),
        }
    }

    fn to(sources: Vec<BoxStream<'static, Signal>>) -> Self {
        Self(sources.into_iter().collect())
    }

    /// Waits for the next signal since [`Interrupt::listen`]. Dropping the wait loses no signal.
    pub(super) async fn raised(&mut self) -> Signal {
        match self.0.next().await {
            Some(signal) => signal,
            None => std::future::pending().await,
        }
    }
}

#[cfg(unix)]
fn sources() -> Vec<BoxStream<'static, Signal>> {
    use tokio::signal::unix::{SignalKind, signal};
    let ignored = ignored::at_start();
    let mut kinds = vec![(Signal::Interrupt, SignalKind::interrupt())];
    if !ignored.terminate {
        kinds.push((Signal::Terminate, SignalKind::terminate()));
    }
    if !ignored.hang_up {
        kinds.push((Signal::HangUp, SignalKind::hangup()));
    }
    let listen = |(meaning, kind)| match signal(kind) {
        Ok(mut source) => {
            let each = move |context: &mut std::task::Context<'_>| {
                source
                    .poll_recv(context)
                    .map(|signal| signal.map(|()| meaning))
            };
            Some(futures_util::stream::poll_fn(each).boxed())
        }
        Err(error) => {
            tracing::warn!(%error, ?meaning, "cannot listen for a signal");
            None
        }
    };
    kinds.into_iter().filter_map(listen).collect()
}

#[cfg(not(unix))]
fn sources() -> Vec<BoxStream<'static, Signal>> {
    let each = futures_util::stream::unfold((), |()| async {
        match tokio::signal::ctrl_c().await {
            Ok(()) => Some((Signal::Interrupt, ())),
            Err(error) => {
                tracing::warn!(%error, "cannot listen for an interrupt");
                None
            }
        }
    });
    let mut each = each.boxed();
    // the system is asked at the first poll
    let first = futures_util::FutureExt::now_or_never(each.next()).flatten();
    vec![futures_util::stream::iter(first).chain(each).boxed()]
}

/// Calls `then` at the first signal, for the window. A second signal, or `patience` without the end of the process, ends the
/// process at once.
pub async fn asked_to_end(patience: std::time::Duration, then: impl FnOnce()) {
    let mut interrupt = Interrupt::listen();
    let first = interrupt.raised().await;
    then();
    let last = tokio::time::timeout(patience, interrupt.raised()).await;
    std::process::exit(last.unwrap_or(first).code().into());
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt as _;
    use tokio::sync::broadcast;

    /// A signal: only those who already listen hear it.
    fn heard(signal: &broadcast::Sender<()>, meaning: Signal) -> BoxStream<'static, Signal> {
        let heard = signal.subscribe();
        let each = move |mut heard: broadcast::Receiver<()>| async move {
            heard.recv().await.ok().map(|()| (meaning, heard))
        };
        futures_util::stream::unfold(heard, each).boxed()
    }

    #[tokio::test(start_paused = true)]
    async fn an_interrupt_between_two_rounds_is_reported_in_the_next_and_once() {
        let signal = broadcast::Sender::new(1);
        let mut interrupt = Interrupt::to(vec![heard(&signal, Signal::Interrupt)]);
        for _ in 0..3 {
            tokio::select! {
                biased;
                _ = interrupt.raised() => panic!("there was none"),
                () = std::future::ready(()) => {}
            }
        }
        signal.send(()).unwrap(); // the loop prints something
        assert_eq!(interrupt.raised().now_or_never(), Some(Signal::Interrupt));
        assert_eq!(interrupt.raised().now_or_never(), None, "once");
        signal.send(()).unwrap();
        assert_eq!(
            interrupt.raised().now_or_never(),
            Some(Signal::Interrupt),
            "and again"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn signals_of_all_kinds_are_heard() {
        let signals =
            [Signal::Terminate, Signal::HangUp].map(|meaning| (broadcast::Sender::new(1), meaning));
        let sources = signals
            .iter()
            .map(|(signal, meaning)| heard(signal, *meaning));
        let mut interrupt = Interrupt::to(sources.collect());
        for (signal, meaning) in &signals {
            signal.send(()).unwrap();
            assert_eq!(interrupt.raised().now_or_never(), Some(*meaning));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_system_that_refuses_to_listen_interrupts_nothing() {
        assert_eq!(Interrupt::to(Vec::new()).raised().now_or_never(), None);
    }
}
