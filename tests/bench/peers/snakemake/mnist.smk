import os

MNIST = os.environ["MNIST"]
RUN = "runs/lr={lr},width={width},seed={seed}"

rule table:
    input: expand(RUN + "/test/testing_set_agg_statistics.csv", lr=[0.001, 0.01, 0.1], width=[32, 256], seed=[1, 2])
    output: "table.csv"
    run:
        import pandas
        pandas.concat([pandas.read_csv(path).assign(run=path.split("/")[1]) for path in input]).to_csv(output[0])

rule config:
    output: RUN + "/config.yaml"
    shell: "sed 's/lr: .*/lr: {wildcards.lr}/; s/width: .*/width: {wildcards.width}/' {MNIST}/mlp.yaml >{output}"

rule train:
    input: RUN + "/config.yaml"
    output: RUN + "/models/model_best.safetensors"
    shell: "deno run -A {MNIST}/train.ts --config {input} --out $(dirname {input}) --seed {wildcards.seed}"

rule test:
    input: RUN + "/config.yaml", RUN + "/models/model_best.safetensors"
    output: RUN + "/test/testing_set_agg_statistics.csv"
    shell: "deno run -A {MNIST}/test.ts --config {input[0]} --checkpoint {input[1]} --out $(dirname {output})"
