//! The window: everything that draws with egui. The look lives in `theme`, `text`, `icons` and `widgets`;
//! widgets take plain arguments and know nothing of the app's state.

pub mod icons;
pub mod phase;
pub mod text;
pub mod theme;
pub mod visuals;
pub mod widgets;
