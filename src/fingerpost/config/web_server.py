"""What gunicorn is told beyond the command line: questions may be long, and are never written down."""

import sys
from typing import Any

from gunicorn.glogging import Logger
from gunicorn.http import message

# A question stands in the request's first line. gunicorn stops at 8,190 bytes whatever it is told, with a
# page of its own; ours says in plain words that only the beginning of so long a question was used.
LONGEST_LINE = 256 * 1024  # ten thousand words, with room for letters that take nine bytes each
message.MAX_REQUEST_LINE = LONGEST_LINE
limit_request_line = LONGEST_LINE - 1


class QuietLogger(Logger):
    """gunicorn's own log, without the addresses and first lines that it quotes when something is amiss."""

    def warning(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        """A request that cannot be read is told of, not quoted."""
        if str(msg).startswith("Invalid request from ip="):
            msg, args = "A request could not be read.", ()
        super().warning(msg, *args, **kwargs)

    def exception(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        """What broke, and where, but not its words: they may hold what somebody typed."""
        problem = sys.exc_info()[1]
        trace = problem.__traceback__ if problem else None
        while trace and trace.tb_next:
            trace = trace.tb_next
        at = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "nowhere"
        super().error("A request broke: %s at %s", type(problem).__name__, at)


logger_class = QuietLogger
