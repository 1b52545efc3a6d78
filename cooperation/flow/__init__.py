"""The flow from signing to outcome: counts of documents, their drawing, and the pages that show both."""
