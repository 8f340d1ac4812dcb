"""Hold where chance comes from: keyed uniforms and their transforms; called only while drawing a plan."""
