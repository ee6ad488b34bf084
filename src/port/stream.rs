//! [`PatientStream`]: a TCP stream that ends when the client takes too long to read an answer, and that reads away what the
//! client still sends after the last one, so that the answer arrives.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Sleep, sleep};

/// How long a closing connection continues to read.
const LINGER: Duration = Duration::from_secs(1);
/// Maximum bytes that a closing connection reads.
const MAX_REST: usize = 256 * 1024;

/// A TCP stream with a deadline for each answer.
#[derive(Debug)]
pub(super) struct PatientStream {
    stream: TcpStream,
    /// How long the client may take to read an answer.
    patience: Duration,
    /// Runs from the first write that had to wait until everything is written: a trickle of bytes does not prolong it.
    deadline: Option<Pin<Box<Sleep>>>,
    /// The end of a closing connection, and the bytes that it still reads.
    farewell: Option<(Pin<Box<Sleep>>, usize)>,
}

impl PatientStream {
    pub(super) fn new(stream: TcpStream, patience: Duration) -> Self {
        Self {
            stream,
            patience,
            deadline: None,
            farewell: None,
        }
    }

    /// Fails once the client has taken too long.
    fn unless_late(
        &mut self,
        cx: &mut Context<'_>,
        written: Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        if written.is_pending() {
            let patience = self.patience;
            let deadline = self
                .deadline
                .get_or_insert_with(|| Box::pin(sleep(patience)));
            ready!(deadline.as_mut().poll(cx));
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        written
    }
}

impl AsyncRead for PatientStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl AsyncWrite for PatientStream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.unless_late(cx, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, pieces);
        self.unless_late(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    /// hyper flushes when it has written everything.
    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(Pin::new(&mut self.stream).poll_flush(cx))?;
        self.deadline = None;
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if this.farewell.is_none() {
            ready!(Pin::new(&mut this.stream).poll_shutdown(cx))?;
        }
        let (end, rest) = this
            .farewell
            .get_or_insert_with(|| (Box::pin(sleep(LINGER)), MAX_REST));
        // to close a socket with unread bytes resets the connection, and the client loses the answer
        let mut piece = [0; 4096];
        while end.as_mut().poll(cx).is_pending() && *rest > 0 {
            let mut buffer = ReadBuf::new(&mut piece);
            let read = ready!(Pin::new(&mut this.stream).poll_read(cx, &mut buffer));
            if read.is_err() || buffer.filled().is_empty() {
                break;
            }
            *rest = rest.saturating_sub(buffer.filled().len());
        }
        Poll::Ready(Ok(()))
    }
}
