"""Runs a command that shall not outlive its parent: ``launcher.py PARENT SIGNAL UID COMMAND …``.

A program of its own, because code between fork and exec (``preexec_fn``) may dead-lock beside
threads. Started by path without site-packages, it costs about 10 ms. UID ``-`` keeps the user.
"""

import ctypes
import os
import sys

PR_SET_PDEATHSIG = 1


def main() -> None:
    parent, signal, uid, *command = sys.argv[1:]
    if uid != "-":
        os.setgroups([])
        os.setgid(int(uid))
        os.setuid(int(uid))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(signal))  # after setuid, which clears it
        if os.getppid() != int(parent):
            sys.exit("The process that wanted this one has ended.")
    os.execvp(command[0], command)


if __name__ == "__main__":
    main()
