//! `completions` and `man`: what a shell and a manual want to know.

use std::io::Write as _;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::CommandFactory as _;

use crate::args::{Arguments, CompletionsArguments, ManArguments};
use crate::output::Output;

pub(crate) fn completions(arguments: &CompletionsArguments) -> anyhow::Result<ExitCode> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Arguments::command(), "tongueprint", &mut script);
    let mut output = Output::new();
    output.text(&String::from_utf8(script)?)?;
    output.flush()?;
    Ok(ExitCode::SUCCESS)
}

pub(crate) fn man(arguments: &ManArguments) -> anyhow::Result<ExitCode> {
    let dir = &arguments.dir;
    std::fs::create_dir_all(dir)
        .with_context(|| format!("cannot make the folder {}", dir.display()))?;
    let root = Arguments::command();
    let mut pages = vec![("tongueprint".to_owned(), root.clone())];
    for command in root.get_subcommands() {
        let name = format!("tongueprint-{}", command.get_name());
        pages.push((name.clone(), command.clone().name(name)));
    }
    for (name, command) in &pages {
        let mut page = Vec::new();
        clap_mangen::Man::new(command.clone()).render(&mut page)?;
        tongueprint::atomic::write(&dir.join(format!("{name}.1")), &page)?;
    }
    let mut stderr = anstream::stderr();
    writeln!(stderr, "{} pages written to {}", pages.len(), dir.display())?;
    Ok(ExitCode::SUCCESS)
}
