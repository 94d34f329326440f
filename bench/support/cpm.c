/* The same critical path as src/plan without calendars, rules of dates or progress: forward and backward pass, total and
   free float, longest path over links in topological order. Reads the network that bench/plan.ts writes, repeats, prints
   the best time in seconds and sums by which both sides show that they computed the same. */
#define _POSIX_C_SOURCE 199309L
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

typedef struct {
  int32_t *first, *other;
  uint8_t *type;
  double *lag;
} table;

static void *take(FILE *file, size_t size, size_t count) {
  void *data = malloc(size * count + 1);
  if (data == NULL || fread(data, size, count, file) != count) exit(2);
  return data;
}

static table take_table(FILE *file, int32_t n, int32_t m) {
  table t;
  t.first = take(file, 4, (size_t)n + 1);
  t.other = take(file, 4, m);
  t.type = take(file, 1, m);
  t.lag = take(file, 8, m);
  return t;
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

/* Bit 1 of a type: from the predecessor's start. Bit 2: to the successor's finish. */
static double cpm(int32_t n, double origin, const double *dur, table pred, table succ, double *es,
                  double *ef, double *ls, double *lf, double *tf, double *ff, uint8_t *on) {
  double end = origin;
  for (int32_t i = 0; i < n; i++) {
    double start = origin;
    for (int32_t k = pred.first[i]; k < pred.first[i + 1]; k++) {
      int32_t p = pred.other[k];
      double bound = ((pred.type[k] & 1) ? es[p] : ef[p]) + pred.lag[k];
      if (pred.type[k] & 2) bound -= dur[i];
      if (bound > start) start = bound;
    }
    es[i] = start;
    ef[i] = start + dur[i];
    if (ef[i] > end) end = ef[i];
  }
  for (int32_t i = n - 1; i >= 0; i--) {
    double finish = end;
    for (int32_t k = succ.first[i]; k < succ.first[i + 1]; k++) {
      int32_t s = succ.other[k];
      double bound = ((succ.type[k] & 2) ? lf[s] : ls[s]) - succ.lag[k];
      if (succ.type[k] & 1) bound += dur[i];
      if (bound < finish) finish = bound;
    }
    lf[i] = finish;
    ls[i] = finish - dur[i];
    tf[i] = lf[i] - ef[i];
  }
  for (int32_t i = 0; i < n; i++) {
    double least = succ.first[i] == succ.first[i + 1] ? end - ef[i] : 1e300;
    for (int32_t k = succ.first[i]; k < succ.first[i + 1]; k++) {
      int32_t s = succ.other[k];
      double bound = ((succ.type[k] & 1) ? es[i] : ef[i]) + succ.lag[k];
      double room = ((succ.type[k] & 2) ? ef[s] : es[s]) - bound;
      if (room < least) least = room;
    }
    ff[i] = least > 0 ? least : 0;
    on[i] = ef[i] == end;
  }
  for (int32_t i = n - 1; i >= 0; i--) {
    if (!on[i]) continue;
    for (int32_t k = pred.first[i]; k < pred.first[i + 1]; k++) {
      int32_t p = pred.other[k];
      double bound = ((pred.type[k] & 1) ? es[p] : ef[p]) + pred.lag[k];
      if (bound == ((pred.type[k] & 2) ? ef[i] : es[i])) on[p] = 1;
    }
  }
  return end;
}

int main(int argc, char **argv) {
  FILE *file = argc > 2 ? fopen(argv[1], "rb") : NULL;
  if (file == NULL) return 2;
  int32_t *head = take(file, 4, 2);
  int32_t n = head[0], m = head[1];
  double origin = *(double *)take(file, 8, 1);
  double *dur = take(file, 8, n);
  table pred = take_table(file, n, m), succ = take_table(file, n, m);
  double *dates[6];
  for (int i = 0; i < 6; i++) dates[i] = malloc(8 * (size_t)n);
  uint8_t *on = malloc(n);
  double best = 1e300, end = 0;
  for (int run = 0; run < atoi(argv[2]); run++) {
    double from = now();
    end = cpm(n, origin, dur, pred, succ, dates[0], dates[1], dates[2], dates[3], dates[4],
              dates[5], on);
    double took = now() - from;
    if (took < best) best = took;
  }
  double total = 0, free_sum = 0, late = 0;
  long marked = 0;
  for (int32_t i = 0; i < n; i++) {
    total += dates[4][i];
    free_sum += dates[5][i];
    late += dates[2][i] - origin;
    marked += on[i];
  }
  printf("{\"seconds\":%.9f,\"finish\":%.0f,\"late\":%.0f,\"totalFloat\":%.0f,\"freeFloat\":%.0f,"
         "\"longestPath\":%ld}\n", best, end, late, total, free_sum, marked);
  return 0;
}
