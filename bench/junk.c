// junk: sends random datagrams to a UDP port at a steady rate, for measuring what a stranger can do to a transfer.
// usage: junk ADDRESS PORT DATAGRAMS_A_SECOND SECONDS
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

enum { BATCH = 50, SIZE = 200 };

int main(int count, char **args) {
    if (count < 5) {
        fprintf(stderr, "usage: %s address port datagrams_a_second seconds\n", args[0]);
        return 2;
    }
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(atoi(args[2]))};
    inet_pton(AF_INET, args[1], &to.sin_addr);
    double rate = atof(args[3]);
    int socket_ = socket(AF_INET, SOCK_DGRAM, 0);
    if (connect(socket_, (struct sockaddr *)&to, sizeof to)) {
        perror("connect");
        return 1;
    }
    static unsigned char data[BATCH][SIZE];
    struct mmsghdr messages[BATCH];
    struct iovec vectors[BATCH];
    memset(messages, 0, sizeof messages);
    for (int i = 0; i < BATCH; i++) {
        vectors[i] = (struct iovec){data[i], SIZE};
        messages[i].msg_hdr.msg_iov = &vectors[i];
        messages[i].msg_hdr.msg_iovlen = 1;
    }
    long total = (long)(rate * atof(args[4])), sent = 0;
    struct timespec next;
    clock_gettime(CLOCK_MONOTONIC, &next);
    while (sent < total) {
        for (int i = 0; i < BATCH; i++) {
            for (int k = 0; k < SIZE; k += 4) *(int32_t *)(data[i] + k) = rand();
            if (i % 2) data[i][0] = 0x71;
        }
        int n = sendmmsg(socket_, messages, BATCH, 0);
        if (n > 0) sent += n;
        next.tv_nsec += (long)(BATCH * 1e9 / rate);
        while (next.tv_nsec >= 1000000000) {
            next.tv_nsec -= 1000000000;
            next.tv_sec++;
        }
        clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &next, NULL);
    }
    printf("%ld datagrams\n", sent);
    return 0;
}
