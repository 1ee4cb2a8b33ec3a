HEADING = "## What is masked before it is kept"
