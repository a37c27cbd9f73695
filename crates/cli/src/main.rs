//! The `tongueprint` command: parses, calls the library, prints.
//!
//! Exit status: 0 all inputs answered (an abstention is an answer); 1 an input, the model or the
//! output failed, the other inputs were still answered; 2 the command line was wrong.

mod args;
mod commands;
mod input;
mod output;
mod progress;
mod reading;

use std::process::ExitCode;

use clap::Parser;

use args::{Arguments, Command};
use output::Closed;

fn main() -> ExitCode {
    be_quiet_about_caught_panics();
    let arguments = Arguments::parse();
    let outcome = match arguments.command {
        Command::Classify(arguments) => commands::classify::run(&arguments),
        Command::Explain(arguments) => commands::explain::run(&arguments),
        Command::Train(arguments) => commands::train::run(&arguments),
        Command::Evaluate(arguments) => commands::evaluate::run(&arguments),
        Command::Model(arguments) => commands::model::run(&arguments.command),
        Command::Completions(arguments) => commands::shell::completions(&arguments),
        Command::Man(arguments) => commands::shell::man(&arguments),
    };
    match outcome {
        Ok(code) => code,
        // Whoever read our output has read enough.
        Err(error) if error.is::<Closed>() => ExitCode::SUCCESS,
        Err(error) => {
            anstream::eprintln!(
                "{}error:{:#} {error:#}",
                anstyle::AnsiColor::Red.on_default().bold(),
                anstyle::AnsiColor::Red.on_default().bold()
            );
            ExitCode::from(if error.is::<commands::Usage>() { 2 } else { 1 })
        }
    }
}

/// A reader of foreign formats that panics is told of as an error of its one input, not on standard error.
fn be_quiet_about_caught_panics() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if std::thread::current().name() != Some(tongueprint::features::text::READER_THREAD) {
            usual(panic);
        }
    }));
}
