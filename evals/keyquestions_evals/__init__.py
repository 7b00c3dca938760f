"""The eval harness: what a variant of the prompts got better, what worse, and whether by chance.

Modules, from the top down; `evals/README.md` has their signatures.

    bench/       public labelled data: our figures beside the published ones
    execution    the composition root: a variant, or a judge, as the settings have it
    hearing      runs heard by a judge: all its verdicts, gathered before anything is scored
    exporting    a run as a log of Inspect; importing: articles out of other tools' files
    report/      a run, or two side by side, as one HTML file; junit: the gate's verdicts for CI
    tables       tables for a terminal and as Markdown
    gate         whether a candidate may take the baseline's place
    runs/        journals, variants, and the sheet of a run
    judging/     judge models: rubrics, verdicts, pairs, calibration, the register
    agreement    how far annotators of the same articles agree
    validity     how far the lexical measure can be trusted
    scorers/     an analysis and a fixture in, measurements out
    stats/       measurements of many articles in, values, intervals and tests out
    fixtures     articles with their labels and slices
    passages     bias signals paired with those that somebody else named
    semantics    whether two texts say, or ask, the same
    labels/      the labels' types, and the check of a file of them
    matching     spans, pairs and rankings held against each other
    wording      texts as the words by which they are compared
    articles     the article of a fixture, read as production reads it
    metrics      what a measurement is, and what is known of a metric
    files        YAML files as values
    errors       what can be wrong
"""
