"""Archives: files of very many articles, analysed by a durable engine and written out again."""
