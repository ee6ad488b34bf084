//! [`App`]: the one place that holds the state. Each frame it collects actions, passes them to `update`, carries out the
//! effects, and draws.

use super::frame::{Overlay, frame};
use super::moving::{self, Clock};
use super::panels::{Entry, Mounted, PANELS};
use super::shell::{Parts, Shell};
use super::{Actions, dialogs, keyboard, opengl, visuals};
use crate::app::{Action, ComputerAction, Dialog, Page, State, Theme, update};
use egui::{Context, ThemePreference, Ui};
use std::collections::BTreeSet;
use std::path::PathBuf;

/// The window's program.
pub struct App {
    state: State,
    actions: Actions,
    shell: Shell,
    clock: Clock,
    theme: Option<Theme>,
    /// Whether animations are off, whatever the settings say: for tests and pictures.
    still: bool,
    reduce_motion: bool,
    panels: Vec<Mounted>,
    overlay: Overlay,
    /// Whether the window had the focus in the last frame; `None` before the first.
    focused: Option<bool>,
}

impl App {
    /// Makes a window over an engine.
    #[must_use]
    pub fn new(ctx: &Context, parts: Parts) -> Self {
        Self::build(ctx, start(&parts), Some(parts), false)
    }

    /// Makes a window without animations, for tests.
    #[must_use]
    pub fn still(ctx: &Context, parts: Parts) -> Self {
        Self::build(ctx, start(&parts), Some(parts), true)
    }

    /// Makes a picture of a state: nothing is carried out.
    #[must_use]
    pub fn picture(ctx: &Context, state: State) -> Self {
        Self::build(ctx, state, None, true)
    }

    fn build(ctx: &Context, state: State, parts: Option<Parts>, still: bool) -> Self {
        let reduce_motion = still || state.settings.window.reduce_motion;
        visuals::apply(ctx, reduce_motion);
        let shell = Shell::new(parts);
        shell.begin(ctx);
        if shell.checks() {
            shell.check_now_and_then(ctx);
        }
        Self {
            state,
            actions: Actions::default(),
            shell,
            clock: Clock::default(),
            theme: None,
            still,
            reduce_motion,
            panels: PANELS.iter().map(Entry::mount).collect(),
            overlay: Overlay::default(),
            focused: None,
        }
    }

    /// Does something as if the user had done it.
    pub fn act(&mut self, action: Action) {
        self.actions.push(action);
    }

    /// Closes the window in order, without asking, when `signal` resolves.
    pub fn close_on(&self, ctx: &Context, signal: impl Future<Output = ()> + Send + 'static) {
        self.shell.close_on(ctx, signal);
    }

    /// What is shown.
    #[must_use]
    pub fn state(&self) -> &State {
        &self.state
    }

    fn follow_settings(&mut self, ctx: &Context) {
        let window = &self.state.settings.window;
        let reduce_motion = self.still || window.reduce_motion;
        if self.reduce_motion != reduce_motion {
            self.reduce_motion = reduce_motion;
            visuals::apply(ctx, reduce_motion);
        }
        if self.theme != Some(window.theme) {
            self.theme = Some(window.theme);
            ctx.set_theme(match window.theme {
                Theme::System => ThemePreference::System,
                Theme::Dark => ThemePreference::Dark,
                Theme::Light => ThemePreference::Light,
            });
        }
    }

    /// Notes OpenGL in the first frame, and has this computer checked when the window gets the focus back.
    fn watch_computer(&mut self, ctx: &Context, frame: &eframe::Frame) {
        if !self.shell.checks() {
            return;
        }
        let focused = ctx.input(|input| input.focused);
        match self.focused.replace(focused) {
            None => {
                if let Some(seen) = opengl::seen(ctx, frame) {
                    self.shell.note_opened(seen);
                }
            }
            Some(false) if focused => {
                let action = Action::Computer(ComputerAction::Return);
                self.actions.push(action);
            }
            Some(_) => {}
        }
    }

    /// Reports which devices are on the screen, if that has changed.
    fn look(&mut self) {
        let mut in_sight = BTreeSet::new();
        for mounted in &mut self.panels {
            in_sight.extend(mounted.panel.devices_in_sight());
        }
        if in_sight != self.state.in_sight {
            self.actions.push(Action::InSight(in_sight));
        }
    }

    /// Reports how caches are used, while Help shows it.
    fn count_caches(&mut self) {
        let Some(counters) = self.shell.caches(&self.state) else {
            return;
        };
        if self.state.page == Page::Help && self.state.caches != counters {
            self.actions.push(Action::CountCaches(counters));
        }
    }

    fn think(&mut self, ctx: &Context) {
        let actions = self.actions.take();
        if actions.is_empty() {
            return;
        }
        for effect in actions
            .into_iter()
            .flat_map(|action| update(&mut self.state, action))
            .collect::<Vec<_>>()
        {
            self.shell.carry_out(ctx, &self.state, effect);
        }
        ctx.request_repaint();
    }
}

/// The state at the start.
fn start(parts: &Parts) -> State {
    State::with_settings(parts.settings.clone(), parts.home.clone())
}

impl eframe::App for App {
    fn logic(&mut self, ctx: &Context, frame: &mut eframe::Frame) {
        visuals::begin_frame(ctx);
        self.watch_computer(ctx, frame);
        self.shell.collect(&mut self.actions);
        self.shell.closing(ctx, &self.state, &mut self.actions);
        if let Some(seconds) = self.clock.tick(ctx, &self.state) {
            for effect in update(&mut self.state, Action::Tick(seconds)) {
                self.shell.carry_out(ctx, &self.state, effect);
            }
        }
        let dropped: Vec<PathBuf> = ctx.input(|input| {
            input
                .raw
                .dropped_files
                .iter()
                .map(|file| file.path().to_owned())
                .collect()
        });
        if !dropped.is_empty() {
            self.actions.push(match self.state.dialog {
                Some(Dialog::Layout(_)) => Action::DropMap(dropped),
                _ => Action::Open(dropped),
            });
        }
        // while nothing is drawn, no device is on the screen
        let is_hidden = ctx.input(|input| input.viewport().visible() == Some(false));
        if is_hidden && !self.state.in_sight.is_empty() {
            self.actions.push(Action::InSight(BTreeSet::new()));
        }
        keyboard::read(ctx, &self.state, &mut self.actions);
        self.think(ctx);
        self.follow_settings(ctx);
    }

    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        frame(ui, &self.state, &mut self.panels, &mut self.actions);
        self.look();
        self.count_caches();
        dialogs::show(ui, &self.state, &mut self.actions);
        self.overlay.show(ui, &self.state, &mut self.actions);
        self.think(ui.ctx());
        let due = [
            moving::next(ui.ctx(), &self.state),
            moving::reads_anew(&self.state),
        ];
        if let Some(due) = due.into_iter().flatten().min() {
            ui.ctx().request_repaint_after(due);
        }
    }
}
