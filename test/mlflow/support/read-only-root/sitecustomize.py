"""Python as in a container whose root file system is read-only: only the folder for temporary files and the artifacts can be written.

Python imports this module at its start where the folder is on PYTHONPATH. What a library writes in C is not seen.
"""

import errno
import os
import sys

WRITABLE = tuple(
    os.path.realpath(folder) + os.sep
    for folder in (os.environ["TMPDIR"], os.environ["MLFLOW_ARTIFACTS_DESTINATION"], "/dev")
)
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
# The arguments of an event that are paths which it changes.
CHANGED = {
    "os.mkdir": (0,),
    "os.rmdir": (0,),
    "os.remove": (0,),
    "os.rename": (0, 1),
    "os.link": (1,),
    "os.symlink": (1,),
    "os.chmod": (0,),
    "os.truncate": (0,),
    "os.utime": (0,),
}


def refuse(path):
    if not isinstance(path, (str, bytes, os.PathLike)):
        return
    full = os.path.realpath(os.fsdecode(path))
    if not (full + os.sep).startswith(WRITABLE):
        raise OSError(errno.EROFS, os.strerror(errno.EROFS), full)


def audit(event, arguments):
    if event == "open":
        path, _, flags = arguments
        if isinstance(flags, int) and flags & WRITES:
            refuse(path)
    elif event in CHANGED:
        for index in CHANGED[event]:
            refuse(arguments[index])


sys.addaudithook(audit)
