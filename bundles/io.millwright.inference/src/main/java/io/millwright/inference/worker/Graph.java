package io.millwright.inference.worker;

import java.util.List;

/** What a model takes and gives, in the graph's order. */
public record Graph(List<GraphNode> inputs, List<GraphNode> outputs) {}
