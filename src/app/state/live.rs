//! Answers about a [`State`] and live playback: which devices are streamed to, and what helps a device that cannot store the
//! open pattern.

use super::{State, Suitability};
use crate::device::{DeviceId, StoredName, family};
use crate::engine::{DeviceView, Presence, StreamId, StreamView};
use crate::pattern::Fix;
use crate::problem::Code;

/// An action on the card of a device that cannot take the open pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CardAction {
    /// Set its size.
    SetSize,
    /// Play the pattern live.
    PlayLive,
    /// Stop live playback.
    StopLive(StreamId),
    /// Send the frame that the preview shows as a still picture.
    SendStill,
    /// Enter its PIN or token.
    Unlock,
    /// Take a device back that was set aside.
    TryNow,
    /// Delete the old copy of the pattern, which plays, before the new one is sent.
    DeleteFirst,
    /// Change the fit.
    Fix(Fix),
}

impl State {
    /// The stream to that device, where one has not ended.
    #[must_use]
    pub fn stream_to(&self, device: &DeviceId) -> Option<&StreamView> {
        let mut under_way = self.streams.iter().filter(|stream| !stream.state.is_over());
        under_way.find(|stream| stream.device.id.as_ref() == Some(device))
    }

    /// Streams that have not ended.
    #[must_use]
    pub fn live_streams(&self) -> usize {
        self.streams
            .iter()
            .filter(|stream| !stream.state.is_over())
            .count()
    }

    /// Whether the open pattern can be played live on a device: it takes live frames, and says how many LEDs it has.
    #[must_use]
    pub fn can_play_live(&self, view: &DeviceView) -> bool {
        let is_there =
            view.presence != Presence::Offline && !view.is_set_aside() && view.layout().is_some();
        is_there
            && self.loaded().is_some()
            && view.plays_live()
            && self.blocked_by(view) != Some(Code::PatternTooManyLeds)
    }

    /// What helps a device that the open pattern cannot go to, best first.
    #[must_use]
    pub fn card_actions(&self, view: &DeviceView) -> Vec<CardAction> {
        let Suitability::Unsuitable { needs_layout, .. } = self.suitability(view) else {
            return Vec::new();
        };
        if view.is_set_aside() {
            return vec![CardAction::TryNow];
        }
        if view.locked {
            return vec![CardAction::Unlock];
        }
        if needs_layout {
            return vec![CardAction::SetSize];
        }
        let live = match self.stream_to(&view.device.id) {
            Some(stream) => Some(CardAction::StopLive(stream.id)),
            None => self.can_play_live(view).then_some(CardAction::PlayLive),
        };
        let moves = self
            .loaded()
            .is_some_and(|loaded| loaded.pattern().frames.len() > 1);
        let still =
            moves && view.stores_stills() && self.blocked_by(view) == Some(Code::DeviceIncapable);
        // two find room on a card; what lets it be stored comes before what does without
        let fixes = self.fixes(view).into_iter().map(CardAction::Fix);
        let replaces = self.has_no_room_beside_old(view);
        let first = replaces.then_some(CardAction::DeleteFirst);
        first
            .into_iter()
            .chain(fixes)
            .chain(live)
            .chain(still.then_some(CardAction::SendStill))
            .take(2)
            .collect()
    }

    /// Whether only the old copy of the open pattern, which plays on the device, is in the way.
    fn has_no_room_beside_old(&self, view: &DeviceView) -> bool {
        let Some((loaded, playing)) = self.loaded().zip(view.device.playing.as_deref()) else {
            return false;
        };
        let name = StoredName::from_text(&loaded.pattern().name);
        self.blocked_by(view) == Some(Code::DeviceFull)
            && family(view.device.family)
                .and_then(|family| family.old_copies())
                .is_some_and(|copies| copies.is_copy(&view.device, playing, &name))
    }

    /// Code of what keeps the open pattern from a device.
    #[must_use]
    pub fn blocked_by(&self, view: &DeviceView) -> Option<Code> {
        match self.previews.get(&view.device.id)? {
            Err(problem) => Some(problem.code),
            Ok(preview) => preview.report.blocker().and_then(|finding| finding.code),
        }
    }
}
