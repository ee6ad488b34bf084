//! Streams, as the loop sees them: started, stopped, passed on as they change. One stream's work is in `task/stream.rs`.

use super::Engine;
use crate::device::DeviceSettings;
use crate::engine::api::{Event, StreamId, StreamRequest, StreamState, StreamView};
use crate::engine::task::Streaming;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// A stream that has not ended.
pub(super) struct ActiveStream {
    stop: CancellationToken,
    request: Arc<StreamRequest>,
}

impl Engine {
    /// A stream for each target.
    pub(super) fn stream(&mut self, request: StreamRequest) {
        let Some(held) = self.patterns.get(&request.pattern).cloned() else {
            return;
        };
        let request = Arc::new(request);
        for target in &request.targets {
            let Some((address, expected, device)) = self.locate(target, None) else {
                continue;
            };
            self.next_stream += 1;
            let id = StreamId(self.next_stream);
            let stop = CancellationToken::new();
            let view = StreamView::new(
                id,
                request.pattern,
                held.opened.pattern.name.clone(),
                device,
            );
            self.out.put(Event::Stream(Box::new(view.clone())));
            let streaming = Streaming {
                view,
                visit: self.visit(address, expected, request.connect.clone()),
                request: request.clone(),
                pattern: held.opened.clone(),
                stop: stop.clone(),
            };
            tokio::spawn(Box::pin(streaming.run()));
            self.streams.insert(
                id,
                ActiveStream {
                    stop,
                    request: request.clone(),
                },
            );
        }
    }

    /// Stops one stream; it reports its end when the device knows.
    pub(super) fn stop_stream(&self, id: StreamId) {
        if let Some(active) = self.streams.get(&id) {
            active.stop.cancel();
        }
    }

    /// Stops every stream.
    pub(super) fn stop_streams(&self) {
        self.streams
            .values()
            .for_each(|active| active.stop.cancel());
    }

    /// A stream has changed.
    pub(super) fn stream_changed(&mut self, view: StreamView) {
        let Some(active) = self.streams.get(&view.id) else {
            return;
        };
        let settings = active.request.settings.clone();
        if let (Some(device), true) = (&view.device.id, settings != DeviceSettings::default()) {
            self.merge_settings(device, &settings);
        }
        if view.state.is_over() {
            self.streams.remove(&view.id);
            tracing::info!(
                stream = view.id.0,
                device = view.device.in_log(),
                state = view.state.word(),
                "ended"
            );
        }
        // where frames are refused it is the UDP port that no program listens at: the device itself has answered
        let failed = match &view.state {
            StreamState::Failed(problem) if view.since.is_none() => Some(problem.clone()),
            _ => None,
        };
        let address = view.device.address.clone();
        self.out.put(Event::Stream(Box::new(view)));
        if let Some(problem) = failed {
            self.failed_at(&address, &problem);
        }
    }
}
