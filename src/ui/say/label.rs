//! Labels of choices: what stands on tabs, chips, buttons and links.

use crate::app::{CardAction, Filter, FitTab, LayoutKind, Speed};
use crate::pattern::Turned;
use crate::t;

/// Words a speed of the preview: "Speed 1×".
pub(in crate::ui) fn speed(speed: Speed) -> &'static str {
    match speed {
        Speed::Quarter => t!("speed-quarter"),
        Speed::Half => t!("speed-half"),
        Speed::Normal => t!("speed-normal"),
        Speed::Double => t!("speed-double"),
    }
}

/// Words a filter of the list of uploads.
pub(in crate::ui) fn filter(filter: Filter) -> &'static str {
    match filter {
        Filter::All => t!("filter-all"),
        Filter::Active => t!("filter-active"),
        Filter::Waiting => t!("filter-waiting"),
        Filter::Failed => t!("filter-failed"),
        Filter::Done => t!("filter-done"),
        Filter::Cancelled => t!("filter-cancelled"),
    }
}

/// Words a tab of the controls that fit a pattern.
pub(in crate::ui) fn fit_tab(tab: FitTab) -> &'static str {
    match tab {
        FitTab::Picture => t!("fit-tab-picture"),
        FitTab::Strip => t!("fit-tab-strip"),
        FitTab::Color => t!("fit-tab-color"),
        FitTab::Time => t!("fit-tab-time"),
    }
}

/// Words an arrangement of LEDs.
pub(in crate::ui) fn layout_kind(kind: LayoutKind) -> &'static str {
    match kind {
        LayoutKind::Plain => t!("layout-kind-plain"),
        LayoutKind::Panels => t!("layout-kind-panels"),
        LayoutKind::Map => t!("layout-kind-map"),
    }
}

/// Words which panels are upside down.
pub(in crate::ui) fn turned(turned: Turned) -> &'static str {
    match turned {
        Turned::None => t!("layout-turned-none"),
        Turned::EveryOther => t!("layout-turned-every-other"),
        Turned::EveryOtherRun => t!("layout-turned-every-other-run"),
    }
}

/// Words a link at the foot of a device's card.
pub(in crate::ui) fn card_action(action: CardAction) -> String {
    let text = match action {
        CardAction::SetSize => t!("card-set-size"),
        CardAction::PlayLive => t!("card-play-live"),
        CardAction::StopLive(_) => t!("card-stop-live"),
        CardAction::SendStill => t!("card-send-still"),
        CardAction::Unlock => t!("card-unlock"),
        CardAction::TryNow => t!("card-try-now"),
        CardAction::DeleteFirst => t!("card-delete-first"),
        CardAction::Fix(fix) => return fix.label().text(),
    };
    text.to_owned()
}
