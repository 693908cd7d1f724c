/* Minimum cost of starting runs: posix_spawn and wait, two at a time. usage: spawn COUNT */
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>

extern char **environ;

int main(int argc, char **argv) {
  char *args[] = {"true", NULL};
  int count = argc > 1 ? atoi(argv[1]) : 0;
  int live = 0;
  for (int i = 0; i < count; i++) {
    pid_t pid;
    if (live == 2) {
      wait(NULL);
      live--;
    }
    if (posix_spawnp(&pid, "true", NULL, NULL, args, environ) != 0) return 1;
    live++;
  }
  while (live-- > 0) wait(NULL);
  return 0;
}
