//! A program that panics while it draws, to test that the terminal is restored. It replaces the
//! organisation by a smaller one, so that the outline shows a unit that does not exist.

#![allow(clippy::expect_used, reason = "it panics on purpose")]

use std::sync::Arc;

use ramure::app::App;
use ramure::error::Error;
use ramure::import::read;
use ramure::lang::Lang;
use ramure::org::Org;
use ramure::search::Index;
use ramure::settings::{PartialSettings, Settings};
use ramure::tui;
use ramure::tui::{Host, ReloadFn};

const ONE: &[u8] = br#"{"format":"ramure/1","units":[{"id":"a","name":"A"}]}"#;
const TWO: &[u8] =
    br#"{"format":"ramure/1","units":[{"id":"a","name":"A"},{"id":"b","name":"B","parent_id":"a"}]}"#;

struct NoHost;

impl Host for NoHost {
    fn reload(&mut self) -> ReloadFn {
        Box::new(|| Err(Error::StdinAlreadyRead))
    }

    fn on_indexed(&mut self, _: &Arc<Org>, _: &Index) {}
}

fn main() {
    let org = |text| read(text, Lang::En).expect("readable");
    let mut app = App::new(org(TWO));
    app.org = org(ONE).into();
    let ending = tui::run(&mut app, &Settings::from(PartialSettings::default()), &mut NoHost);
    println!("no panic: {ending:?}");
}
