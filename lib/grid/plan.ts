/** The plan of a grid: all experiments, resolved, so that later edits of configuration files change nothing. */
