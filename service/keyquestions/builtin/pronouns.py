"""Words that mean something only together with what stands before them."""

PRONOUNS = frozenset(
    "it he she they him them us we i you me this that these those one himself herself itself "
    "themselves some both others such either neither nobody nothing everybody everyone somebody "
    "someone anybody something none my our your here there".split()
)
