# The descriptions of the settings in English stand in their source.
