who = Whom? Name a person, or reply to a message.
begun = I am asking { $who }. "stop" ends it.
thanks = Thank you! That was all.
done = { $who } has answered everything.
stopped = { $who } wants no more questions.
silence = { $who } does not answer any more.
none = { $who } has not answered anything yet.
line = ▫️ <i>{ $question }</i> { $answer }
