"""How this floor leaves its traces: the audit trail lives one floor up, which plugs its recorder in at the start."""

_recorders = []


def use(recorder):
    """Let `recorder` (records.services.record) keep the acts of this app; called once when the portal starts."""
    _recorders[:] = [recorder]


def record(**entry):
    """Leave an audit entry; an act that nobody can record must not happen, so a missing recorder is an error."""
    (recorder,) = _recorders
    return recorder(**entry)
