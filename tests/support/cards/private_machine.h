// A machine of the test's own as far as pcscd can see: its own /run, where pcscd keeps its socket,
// and its own loopback network, where the virtual reader listens. Tests can then run beside each
// other and beside the pcscd of the machine they run on.
#pragma once

#include <string>

namespace pareto::test {

/// Moves this process into namespaces of its own, as root or as any user. Must be called before a
/// second thread is started. Where namespaces are not permitted (some containers) the real /run
/// serves, if this is root and no pcscd is running, with a lock against other tests.
void enter_private_machine();

/// Whether the mounts are this process's own, so that it may mount over what belongs to the
/// machine.
[[nodiscard]] bool has_private_mounts();

/// Empty when enter_private_machine() has succeeded, else why it did not.
[[nodiscard]] const std::string& why_no_private_machine();

}  // namespace pareto::test
