//! The diagnostics bundle: collected, shown, and saved if the user wants that.

use super::toast;
use crate::app::action::Effect;
use crate::app::computer_action::BundleAction;
use crate::app::state::{BundleView, Dialog, State, ToastKind};
use crate::msg;

pub(super) fn act(state: &mut State, action: BundleAction) -> Vec<Effect> {
    if matches!(action, BundleAction::Open) {
        state.dialog = Some(Dialog::Bundle(BundleView::default()));
        return vec![Effect::CollectBundle(state.settings.clone())];
    }
    // a bundle that arrives after the dialog was closed is dropped: nothing is saved that was not shown
    let Some(Dialog::Bundle(view)) = &mut state.dialog else {
        return Vec::new();
    };
    match action {
        BundleAction::Collected(None) => state.dialog = None,
        BundleAction::Collected(bundle) => view.bundle = bundle,
        BundleAction::ShowFile(index) => view.shown = index,
        BundleAction::Save => {
            let Some(bundle) = view.bundle.clone().filter(|_| !view.saving) else {
                return Vec::new();
            };
            view.saving = true;
            view.problem = None;
            return vec![Effect::SaveBundle(bundle)];
        }
        BundleAction::Saved(Ok(None)) => view.saving = false,
        BundleAction::Saved(Err(problem)) => {
            view.saving = false;
            view.problem = Some(problem);
        }
        BundleAction::Saved(Ok(Some(path))) => {
            state.dialog = None;
            let file = path.display().to_string();
            let about = msg!("toast-saved-about", file = file);
            toast(state, ToastKind::Success, msg!("toast-bundle-saved"), about);
        }
        BundleAction::Open => {}
    }
    Vec::new()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::{Action, example, update};
    use crate::problem::{Code, Problem, Remedy};

    fn act(state: &mut State, action: BundleAction) -> Vec<Effect> {
        update(state, Action::Bundle(action))
    }

    #[test]
    fn a_bundle_is_saved_only_after_it_was_shown() {
        let mut state = State::new();
        let settings = state.settings.clone();
        assert_eq!(
            act(&mut state, BundleAction::Open),
            [Effect::CollectBundle(settings)]
        );
        assert_eq!(act(&mut state, BundleAction::Save), []);
        let Some(Dialog::Bundle(view)) = example("bundle").unwrap().dialog else {
            panic!("the example shows one");
        };
        let bundle = view.bundle.unwrap();
        let _ = act(&mut state, BundleAction::Collected(Some(bundle.clone())));
        let save = [Effect::SaveBundle(bundle)];
        assert_eq!(act(&mut state, BundleAction::Save), save);
        assert_eq!(act(&mut state, BundleAction::Save), [], "it is being saved");
        let problem = Problem::new(Code::OutputUnwritable, "full", Remedy::None);
        let _ = act(&mut state, BundleAction::Saved(Err(problem)));
        assert!(matches!(&state.dialog, Some(Dialog::Bundle(view)) if view.problem.is_some()));
        assert_eq!(act(&mut state, BundleAction::Save), save);
        let saved = BundleAction::Saved(Ok(Some("/tmp/a.zip".into())));
        let _ = act(&mut state, saved);
        assert!(state.dialog.is_none() && state.toasts.len() == 1);
    }

    #[test]
    fn a_bundle_that_comes_after_the_dialog_was_closed_is_dropped() {
        let mut state = State::new();
        let _ = act(&mut state, BundleAction::Open);
        state.dialog = None;
        let _ = act(&mut state, BundleAction::Collected(None));
        assert_eq!(act(&mut state, BundleAction::Save), []);
        assert!(state.dialog.is_none());
    }
}
