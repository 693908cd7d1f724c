rule all:
    input: expand("done/{run}", run=range(COUNT))

rule run:
    output: touch("done/{run}")
    shell: "sh run.sh {wildcards.run} SECONDS"
