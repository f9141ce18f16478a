"""How well questions are answered: files of questions, protocols, the literal design, ablations, metrics."""
