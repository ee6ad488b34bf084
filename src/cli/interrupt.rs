//! [`Interrupt`]: the one listener for Ctrl-C of a command. It listens from the start of the command's loop to its end, so
//! an interrupt between two rounds of the loop, while something is printed, is not lost.

use futures_util::FutureExt as _;
use std::future::Future;
use std::io;
use std::pin::Pin;

/// Resolves once: a second interrupt has nothing more to stop.
pub(super) struct Interrupt(Option<Pin<Box<dyn Future<Output = ()> + Send>>>);

impl Interrupt {
    /// Listens from now on, on a tokio runtime. Where the system refuses that, Ctrl-C ends the process as it does without
    /// a listener.
    pub(super) fn listen() -> Self {
        Self::to(tokio::signal::ctrl_c())
    }

    fn to(source: impl Future<Output = io::Result<()>> + Send + 'static) -> Self {
        let mut source: Pin<Box<dyn Future<Output = ()> + Send>> = Box::pin(async {
            if let Err(error) = source.await {
                tracing::warn!(%error, "cannot listen for an interrupt");
                std::future::pending::<()>().await;
            }
        });
        // the system is asked at the first poll
        match (&mut source).now_or_never() {
            Some(()) => Self(Some(Box::pin(std::future::ready(())))),
            None => Self(Some(source)),
        }
    }

    /// Waits for the first interrupt since [`Interrupt::listen`]; forever after that one was reported. Nothing is lost where
    /// the wait is dropped.
    pub(super) async fn raised(&mut self) {
        match &mut self.0 {
            Some(source) => source.await,
            None => std::future::pending().await,
        }
        self.0 = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::sync::broadcast;

    /// A signal: only those who already listen hear it.
    fn heard(signal: &broadcast::Sender<()>) -> impl Future<Output = io::Result<()>> + use<> {
        let signal = signal.clone();
        async move {
            let mut listener = signal.subscribe();
            listener.recv().await.map_err(io::Error::other)
        }
    }

    #[tokio::test(start_paused = true)]
    async fn an_interrupt_between_two_rounds_is_reported_in_the_next_and_once() {
        let signal = broadcast::Sender::new(1);
        let mut interrupt = Interrupt::to(heard(&signal));
        for _ in 0..3 {
            tokio::select! {
                biased;
                () = interrupt.raised() => panic!("there was none"),
                () = std::future::ready(()) => {}
            }
        }
        signal.send(()).unwrap(); // the loop prints something
        assert_eq!(interrupt.raised().now_or_never(), Some(()));
        assert_eq!(interrupt.raised().now_or_never(), None, "once");
    }

    #[tokio::test(start_paused = true)]
    async fn an_interrupt_before_the_first_round_is_not_lost() {
        let signal = broadcast::Sender::new(1);
        let mut interrupt = Interrupt::to(heard(&signal));
        signal.send(()).unwrap();
        assert_eq!(interrupt.raised().now_or_never(), Some(()));
    }

    #[tokio::test(start_paused = true)]
    async fn a_system_that_refuses_to_listen_interrupts_nothing() {
        let mut interrupt = Interrupt::to(std::future::ready(Err(io::Error::other("no"))));
        assert_eq!(interrupt.raised().now_or_never(), None);
    }
}
