"""How the default model, multilingual-e5-small, is put together from registry packages."""
