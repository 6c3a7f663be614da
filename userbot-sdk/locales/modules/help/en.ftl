# The descriptions of `help` in English stand in its source.
