//! Tests of devices, as the loop sees them: started, stopped, passed on as they change. One test's work is in
//! `task/selftest.rs`.

use super::Engine;
use crate::engine::api::selftest::{
    SelfTestRequest, SelfTestView, StepResult, StepState, TestStep, Verdict,
};
use crate::engine::api::{Event, Target, now};
use crate::engine::task::SelfTest;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

impl Engine {
    /// Starts a test. A second one of the same target is not begun.
    pub(super) fn self_test(&mut self, request: SelfTestRequest) {
        let target = request.target.clone();
        if self.tests.iter().any(|(tested, _)| *tested == target) {
            return;
        }
        let Some((address, expected, _)) = self.locate(&target, None) else {
            return self.out.put(Event::SelfTest(Box::new(unlisted(target))));
        };
        let stop = CancellationToken::new();
        let test = SelfTest {
            view: SelfTestView::new(target.clone(), address.to_string(), now()),
            visit: self.visit(address, expected, request.connect.clone()),
            request,
            stop: stop.clone(),
        };
        tokio::spawn(Box::pin(test.run()));
        self.tests.push((target, stop));
    }

    /// Stops one test; it reports its end when the device is clean.
    pub(super) fn stop_self_test(&self, target: &Target) {
        let tests = self.tests.iter().filter(|(tested, _)| tested == target);
        tests.for_each(|(_, stop)| stop.cancel());
    }

    /// Stops every test.
    pub(super) fn stop_self_tests(&self) {
        self.tests.iter().for_each(|(_, stop)| stop.cancel());
    }

    pub(super) fn self_test_changed(&mut self, view: SelfTestView) {
        if view.verdict.is_some() {
            self.tests.retain(|(tested, _)| *tested != view.target);
        }
        let failed = view
            .step(TestStep::Identify)
            .and_then(|step| step.problem.clone());
        let is_over = view.verdict.is_some();
        let address = view.address.clone();
        self.out.put(Event::SelfTest(Box::new(view)));
        if let Some(problem) = failed.filter(|_| is_over) {
            self.failed_at(&address, &problem);
        }
    }
}

/// The test of a device that was taken off the list.
fn unlisted(target: Target) -> SelfTestView {
    let problem = super::controls::unlisted();
    let mut view = SelfTestView::new(target, String::new(), now());
    view.steps.push(StepResult {
        step: TestStep::Identify,
        state: StepState::Failed,
        took: Duration::ZERO,
        detail: problem.message.clone(),
        problem: Some(problem),
    });
    view.verdict = Some(Verdict::Failed);
    view
}
