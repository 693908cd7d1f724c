exec parallel -j2 --joblog runs.log --resume --results logs sh run.sh {} SECONDS ::: $(seq COUNT)
