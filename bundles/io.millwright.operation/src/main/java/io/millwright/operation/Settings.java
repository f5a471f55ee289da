package io.millwright.operation;

/** The settings in force, a service of this bundle for its rooms; registered anew with each change. */
public interface Settings {
    /** Returns them. Any thread. */
    OperationSettings inForce();
}
