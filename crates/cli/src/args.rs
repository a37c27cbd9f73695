//! The command line, as clap reads it.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// The native language behind an English text: how strongly, and which words say so.
#[derive(Debug, Parser)]
#[command(
    name = "tongueprint",
    version,
    about,
    long_about = "Reads English texts and estimates their writers' native language, with calibrated strength and the words that show it. It reports language evidence, never nationality.",
    after_help = "Examples:\n  tongueprint classify note.txt\n  tongueprint classify --format json notes/ > verdicts.jsonl\n  tongueprint explain note.txt --report note.html\n  tongueprint train essays.jsonl -o essays.model\n  tongueprint evaluate essays.jsonl --folds 5\n\nExit status: 0 all inputs answered; 1 an input, the model or the output failed; 2 wrong command line.",
    arg_required_else_help = true
)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Classify(ClassifyArguments),
    Explain(ExplainArguments),
    Train(TrainArguments),
    Evaluate(EvaluateArguments),
    Model(ModelArguments),
    Completions(CompletionsArguments),
    Man(ManArguments),
}

/// What is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For a person.
    #[default]
    Text,
    /// For a program: JSON Lines.
    Json,
}

/// What an evaluation or an explanation prints.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReportFormat {
    /// For a person at a terminal.
    #[default]
    Text,
    /// For a program: JSON, an object for each input or evaluation.
    Json,
    /// For a document.
    Markdown,
}

/// How inputs are read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum InputKind {
    /// By the file's name: .jsonl, .csv and .tsv (also .gz, .zst) are batches, all else one text.
    #[default]
    Auto,
    /// One text a file.
    Text,
    /// One JSON object a line.
    Jsonl,
    /// Comma-separated rows under a header.
    Csv,
    /// Tab-separated rows under a header.
    Tsv,
}

/// Judge texts: files, folders, batches of rows, or standard input.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  tongueprint classify note.txt README.hta\n  tongueprint classify --format json notes/ > verdicts.jsonl\n  tongueprint classify --candidates russian,korean,chinese note.txt\n  tongueprint classify --prior russian=0.5 note.txt\n  tongueprint classify posts.csv --text-field body\n  tongueprint classify million.jsonl --resume answers.jsonl\n  tongueprint classify --pool message1.eml message2.eml\n  tongueprint classify notes/ --report notes.html\n  cat note.txt | tongueprint classify"
)]
pub(crate) struct ClassifyArguments {
    #[command(flatten)]
    pub(crate) judging: JudgingArguments,
    /// Write the answers to FILE as JSON Lines; if it is there, go on after its last whole line.
    #[arg(long, value_name = "FILE.jsonl", conflicts_with_all = ["pool", "report"])]
    pub(crate) resume: Option<PathBuf>,
    /// Write each input's extracted text, the one that offsets point into, as DIR/NNNN.txt.
    #[arg(long, value_name = "DIR")]
    pub(crate) text_out: Option<PathBuf>,
    /// What is printed.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
}

/// What is judged, by what, and how.
#[derive(Debug, Args)]
pub(crate) struct JudgingArguments {
    /// Files, folders (recursive, links not followed) and ZIP archives; `-` or nothing reads standard input.
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// A model file instead of the bundled English model.
    #[arg(long, value_name = "FILE")]
    pub(crate) model: Option<PathBuf>,
    /// The labels to compare instead of the model's default candidates.
    #[arg(long, value_name = "LABEL,…", value_delimiter = ',')]
    pub(crate) candidates: Option<Vec<String>>,
    /// Prior probabilities; candidates that are not named share the rest equally.
    #[arg(long, value_name = "LABEL=P,…", value_delimiter = ',', value_parser = parse_prior)]
    pub(crate) prior: Vec<(String, f64)>,
    /// Texts with fewer words of prose get no verdict.
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub(crate) min_words: usize,
    /// How inputs are read.
    #[arg(long, value_enum, default_value_t, value_name = "KIND")]
    pub(crate) input: InputKind,
    /// The field of a batch row that holds the text.
    #[arg(long, value_name = "FIELD", default_value = "text")]
    pub(crate) text_field: String,
    /// Judge all inputs as the messages of one writer: one answer, with the list of messages.
    #[arg(long)]
    pub(crate) pool: bool,
    /// Write a report as one HTML file that loads nothing: each text with its evidence marked.
    #[arg(long, value_name = "FILE.html")]
    pub(crate) report: Option<PathBuf>,
    /// Worker threads; 0 for one a core. The output is the same with any number.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) threads: usize,
}

/// Show what speaks for and against: every suspicious construction, a column a language.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  tongueprint explain note.txt\n  tongueprint explain note.txt --candidates russian,korean,chinese\n  tongueprint explain note.txt --report note.html\n  tongueprint explain --pool message1.eml message2.eml\n  tongueprint explain notes/ --format markdown > sheets.md\n  cat note.txt | tongueprint explain --format json\n\nNumbers are contributions to a language's log10 likelihood ratio. With the remainder, what is not quoted, they add up to it."
)]
pub(crate) struct ExplainArguments {
    #[command(flatten)]
    pub(crate) judging: JudgingArguments,
    /// How many stretches are quoted beside the constructions.
    #[arg(long, value_name = "N", default_value_t = 12)]
    pub(crate) stretches: usize,
    /// What is printed.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: ReportFormat,
}

/// Train a model from labelled data.
#[derive(Debug, Args)]
#[command(
    after_help = "Data: .jsonl, .csv or .tsv (also .gz, .zst) with a text and a label field, or a folder with one subfolder a label.\n\nExamples:\n  tongueprint train data/sample.csv --label-field l1 -o sample.model\n  tongueprint train essays/ letters.jsonl -o essays.model --labels german,french --threads 2\n  tongueprint train novels.csv --label-field author --group-field book --topic keep -o authors.model"
)]
pub(crate) struct TrainArguments {
    /// Where the model goes; an existing file is replaced only when training has succeeded.
    #[arg(short, long, value_name = "MODEL")]
    pub(crate) output: PathBuf,
    #[command(flatten)]
    pub(crate) data: DataArguments,
    #[command(flatten)]
    pub(crate) learning: LearningArguments,
    /// The model's name; the output's file name if absent.
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// What is printed.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
}

/// Measure a model, or the training itself by folds or by leaving out.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  tongueprint evaluate essays.jsonl --folds 5\n  tongueprint evaluate essays.jsonl letters.jsonl --leave-out corpus --cut-words 50,100,200\n  tongueprint evaluate essays.jsonl letters.jsonl --leave-out corpus=letters\n  tongueprint evaluate a.jsonl b.jsonl c.jsonl --leave-out corpus=a+b\n  tongueprint evaluate unseen.jsonl --model essays.model --format json"
)]
pub(crate) struct EvaluateArguments {
    /// Judge the data with this model; `bundled` is the bundled English model.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["folds", "leave_out"])]
    pub(crate) model: Option<PathBuf>,
    /// The labels to compare with `--model` instead of its default candidates.
    #[arg(long, value_name = "LABEL,…", value_delimiter = ',', requires = "model")]
    pub(crate) candidates: Option<Vec<String>>,
    /// Train and judge by this many folds. The default, with 5, unless another way is named.
    #[arg(long, value_name = "K", conflicts_with = "leave_out")]
    pub(crate) folds: Option<usize>,
    /// Hold out every value of a field in turn, or the listed ones; A+B holds out two together.
    #[arg(long, value_name = "FIELD[=VALUE,…]")]
    pub(crate) leave_out: Option<String>,
    /// Write one JSON line a document: its fold, its group, its truth and the top of its ranking.
    #[arg(long, value_name = "FILE.jsonl")]
    pub(crate) predictions: Option<PathBuf>,
    /// Write a report as one HTML file that loads nothing: figures, confusion, length, reliability.
    #[arg(long, value_name = "FILE.html")]
    pub(crate) report: Option<PathBuf>,
    /// Also judge texts cut to their first so many words.
    #[arg(long, value_name = "N,…", value_delimiter = ',')]
    pub(crate) cut_words: Vec<usize>,
    #[command(flatten)]
    pub(crate) data: DataArguments,
    #[command(flatten)]
    pub(crate) learning: LearningArguments,
    /// What is printed.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: ReportFormat,
}

/// Which documents.
#[derive(Debug, Args)]
pub(crate) struct DataArguments {
    /// Labelled data.
    #[arg(value_name = "DATA", required = true)]
    pub(crate) paths: Vec<PathBuf>,
    /// The field that holds the label.
    #[arg(long, value_name = "FIELD", default_value = "l1")]
    pub(crate) label_field: String,
    /// The field that holds the text.
    #[arg(long, value_name = "FIELD", default_value = "text")]
    pub(crate) text_field: String,
    /// Fields that tie documents together; the first that a record has counts. No fold splits a group.
    #[arg(long, value_name = "FIELD,…", value_delimiter = ',', default_value = "author,block")]
    pub(crate) group_field: Vec<String>,
    /// The field that names the corpus.
    #[arg(long, value_name = "FIELD", default_value = "corpus")]
    pub(crate) corpus_field: String,
    /// Only these labels.
    #[arg(long, value_name = "LABEL,…", value_delimiter = ',')]
    pub(crate) labels: Option<Vec<String>>,
    /// Only labels with at least this many documents.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) min_documents: usize,
    /// At most this many documents of a label, chosen by the seed.
    #[arg(long, value_name = "N")]
    pub(crate) limit_per_label: Option<usize>,
}

/// How it is learned.
#[derive(Debug, Args)]
pub(crate) struct LearningArguments {
    /// The views, such as char_ngrams:1-5,word_ngrams:1-2.
    #[arg(long, value_name = "VIEW,…", value_delimiter = ',')]
    pub(crate) views: Option<Vec<String>>,
    /// The n-gram views that language models are made of beside them, or `none`. Usually char_ngrams:1-6 and
    /// word_ngrams:1-3 where the documents are of one corpus; none where corpora are left out inside training, or where
    /// only the views are named.
    #[arg(long, value_name = "VIEW,…", value_delimiter = ',')]
    pub(crate) language_models: Option<Vec<String>>,
    /// How counts are weighted.
    #[arg(long, value_enum, default_value_t, value_name = "WEIGHTING")]
    pub(crate) weighting: WeightingArgument,
    /// Do not weigh features by how evenly the training corpora share them.
    #[arg(long)]
    pub(crate) no_spread: bool,
    /// How strongly the stack is pulled towards weights that all labels share [default: 500; 5000 where corpora are
    /// left out inside training].
    #[arg(long, value_name = "PENALTY")]
    pub(crate) pull: Option<f64>,
    /// One linear model a view and a stack over them, or one over all views.
    #[arg(long, value_enum, default_value_t, value_name = "HOW")]
    pub(crate) combine: CombineArgument,
    /// How probabilities are calibrated.
    #[arg(long, value_enum, default_value_t, value_name = "HOW")]
    pub(crate) calibrate: CalibrateArgument,
    /// The cost of a mistake in training, C > 0; larger fits the data closer.
    #[arg(long, value_name = "C", default_value_t = 1.0)]
    pub(crate) cost: f32,
    /// Mask names that tell the topic (countries, cities, languages, persons) or keep them.
    #[arg(long, value_enum, default_value_t, value_name = "WHAT")]
    pub(crate) topic: TopicArgument,
    /// The most features of one linear model; the strongest are kept.
    #[arg(long, value_name = "N")]
    pub(crate) max_features: Option<usize>,
    /// Seeds every random choice; the same seed gives the same bytes.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) seed: u64,
    /// Worker threads; 0 for one a core.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) threads: usize,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum WeightingArgument {
    /// Inverse document frequency of what occurs, however often.
    #[default]
    Presence,
    /// Sublinear term frequency times inverse document frequency.
    Tfidf,
    /// Log frequency times entropy over documents.
    LogEntropy,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum CombineArgument {
    /// One linear model a view, a softmax over their out-of-fold scores.
    #[default]
    Stack,
    /// One linear model over all views.
    Concat,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum CalibrateArgument {
    /// A temperature that depends on the text's length.
    #[default]
    Temperature,
    /// None.
    None,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum TopicArgument {
    /// Names become one placeholder.
    #[default]
    Mask,
    /// Names stay.
    Keep,
}

/// Look into a model.
#[derive(Debug, Args)]
pub(crate) struct ModelArguments {
    #[command(subcommand)]
    pub(crate) command: ModelCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ModelCommand {
    /// What a model is: labels, views, sizes, hash.
    #[command(
        after_help = "Examples:\n  tongueprint model info\n  tongueprint model info essays.model --format json"
    )]
    Info {
        /// A model file instead of the bundled English model.
        file: Option<PathBuf>,
        /// What is printed.
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// The model card: what is behind each label, how it was measured, what it may be used for.
    #[command(after_help = "Example:\n  tongueprint model card > CARD.md")]
    Card {
        /// A model file instead of the bundled English model.
        file: Option<PathBuf>,
        /// What is printed.
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
}

/// Print a completion script for a shell.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  tongueprint completions bash > /etc/bash_completion.d/tongueprint"
)]
pub(crate) struct CompletionsArguments {
    /// The shell.
    #[arg(value_enum)]
    pub(crate) shell: clap_complete::Shell,
}

/// Write the manual pages into a folder.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  tongueprint man /usr/local/share/man/man1")]
pub(crate) struct ManArguments {
    /// The folder; it is made if it is not there.
    pub(crate) dir: PathBuf,
}

fn parse_prior(text: &str) -> Result<(String, f64), String> {
    let (label, share) =
        text.split_once('=').ok_or_else(|| format!("{text:?} is not LABEL=PROBABILITY"))?;
    let share =
        share.parse::<f64>().map_err(|_| format!("{share:?} is not a number between 0 and 1"))?;
    Ok((label.to_owned(), share))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_is_consistent() {
        super::Arguments::command().debug_assert();
    }
}
