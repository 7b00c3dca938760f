"""The eval harness: what a variant of the prompts got better, what worse, and whether by chance.

Modules, from the top down; `evals/README.md` has their signatures.

    scorers/     an analysis and a fixture in, measurements out
    agreement    how far the annotators of a fixture agree
    statistics/  measurements of many articles in, means, intervals and tests out
    metrics      the list of metrics and what a measurement is
    matching     spans, pairs and rankings held against each other
    semantics    whether two texts say, or ask, the same
    fixtures     articles with their labels and slices
    labels/      the labels' types, and the check of a file of them
    errors       what can be wrong
"""
