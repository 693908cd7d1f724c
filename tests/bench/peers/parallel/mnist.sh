parallel -j2 --joblog runs.log --resume --results logs '
dir=runs/lr={1},width={2},seed={3}
mkdir -p $dir
sed "s/lr: .*/lr: {1}/; s/width: .*/width: {2}/" "$MNIST/mlp.yaml" >$dir/config.yaml
deno run -A "$MNIST/train.ts" --config $dir/config.yaml --out $dir --seed {3} &&
deno run -A "$MNIST/test.ts" --config $dir/config.yaml --checkpoint $dir/models/model_best.safetensors --out $dir/test
' ::: 0.001 0.01 0.1 ::: 32 256 ::: 1 2
for dir in runs/*; do
  echo "$dir,$(tail -n1 $dir/test/testing_set_agg_statistics.csv)"
done >table.csv
