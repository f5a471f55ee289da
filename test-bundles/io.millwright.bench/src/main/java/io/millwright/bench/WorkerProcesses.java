package io.millwright.bench;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;

/** The processes in which a gateway opens or runs models. */
final class WorkerProcesses {
    private static final String MAIN = "io.millwright.inference.worker.child.WorkerMain";

    private final ProcessHandle gateway;

    WorkerProcesses(long gatewayPid) {
        gateway = ProcessHandle.of(gatewayPid)
                .orElseThrow(() -> new IllegalStateException("there is no process " + gatewayPid));
    }

    Set<Long> pids() {
        return gateway.descendants()
                .filter(process -> process.info().commandLine().orElse("").contains(MAIN))
                .map(ProcessHandle::pid)
                .collect(Collectors.toSet());
    }

    /** Ends each of them by SIGKILL but those; returns how many it were. */
    int killAllBut(Set<Long> spared) {
        Set<Long> killed = new HashSet<>(pids());
        killed.removeAll(spared);
        killed.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
        return killed.size();
    }

    boolean gatewayAlive() {
        return gateway.isAlive();
    }
}
